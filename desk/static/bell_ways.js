// The page of the bell: how else somebody wants to hear of it. Nothing is asked for without a press.

import { isSoundOn, ring, turnSound } from "./bell_sound.js";

const ways = document.querySelector("#bell-ways");
const sound = document.querySelector("#bell-sound");
const notify = document.querySelector("#bell-notify");
const said = document.querySelector("#bell-notify-said");
const WORDS = {
  granted: "瀏覽器通知已開啟",
  denied: "瀏覽器不允許通知；請在網址列左邊的網站設定裡改成允許",
  default: "",
};

function show() {
  const permission = globalThis.Notification?.permission ?? "denied";
  notify.hidden = permission !== "default";
  said.textContent = WORDS[permission];
}

sound.checked = isSoundOn();
sound.addEventListener("change", () => {
  turnSound(sound.checked);
  if (sound.checked) ring();
});
notify.addEventListener("click", () => Notification.requestPermission().then(show));
show();
ways.hidden = false;
