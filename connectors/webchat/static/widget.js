/**
 * The bureau's chat on any page: <script src="https://SERVER/widget.js" defer></script>. It loads the modules of one
 * version; the server writes in which folder they are.
 */
import(new URL("widget/VERSION/chat.js", document.currentScript.src));
