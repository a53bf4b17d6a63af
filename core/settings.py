"""All settings of both processes; nothing else reads the environment."""

import secrets
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AnyHttpUrl, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core import practice, secret_files

ROOT = Path(__file__).resolve().parent.parent
# Where nothing else is said, data lie beside the source; an installed program has no such place.
_HOME = ROOT if (ROOT / "pyproject.toml").exists() else Path.cwd()
_SECRET_BYTES = 32
_RATE = r"^\d+/(second|minute|hour)$"
ENV_FILE = Path(".env")
PREFIX = "LABORDESK_"
DEFAULT_ENCODER = "multilingual-e5-small"


def variable(name: str) -> str:
    """The environment variable of the setting ``name``."""
    return f"{PREFIX}{name.upper()}"


def async_url(url: str) -> str:
    """A SQLAlchemy URL with the async driver of its database."""
    for plain, driver in (
        ("postgresql://", "postgresql+asyncpg://"),
        ("postgres://", "postgresql+asyncpg://"),
        ("sqlite://", "sqlite+aiosqlite://"),
    ):
        if url.startswith(plain):
            return url.replace(plain, driver, 1)
    return url


class Settings(BaseSettings):
    """Environment variables with the prefix ``LABORDESK_``; a ``.env`` file is read as well."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, extra="ignore", hide_input_in_errors=True
    )

    data_dir: Annotated[Path, Field(description="資料庫、模型、索引所在的資料夾")] = _HOME / "var"
    database_url: Annotated[str | None, Field(description="SQLAlchemy 網址；空白時用資料夾裡的 SQLite")] = (
        None
    )
    host: Annotated[str, Field(description="app 監聽的位址")] = "127.0.0.1"
    port: Annotated[int, Field(description="app 監聽的埠", ge=1, le=65535)] = 8000
    public_url: Annotated[
        str | None, Field(description="民眾看到的網址，用在信件、QR code 與 sitemap；不看請求的 Host")
    ] = None
    metrics_host: Annotated[str, Field(description="監看數字（/metrics）監聽的位址，只應在內部網路")] = (
        "127.0.0.1"
    )
    metrics_port: Annotated[
        int, Field(description="監看數字（/metrics）監聽的埠，不對外；0 表示不提供", ge=0, le=65535)
    ] = 0
    trusted_proxies: Annotated[
        str,
        Field(description="哪些代理伺服器說的民眾位址（X-Forwarded-For）可以相信，位址或網段，用逗號分開"),
    ] = "127.0.0.1"
    widget_origins: Annotated[
        str, Field(description="可以嵌入對話的其他網站，用空白分開，例如 https://www.kcg.gov.tw")
    ] = ""
    chat_rate: Annotated[str, Field(description="一個對話最快的速度", pattern=_RATE)] = "600/minute"
    new_chat_rate: Annotated[str, Field(description="一個網路位址最快開新對話的速度", pattern=_RATE)] = (
        "600/minute"
    )
    chat_sockets: Annotated[int, Field(description="一個行程最多同時開著幾個對話連線", ge=1)] = 2000
    chat_sockets_per_address: Annotated[
        int, Field(description="一個網路位址最多同時開著幾個對話連線", ge=1)
    ] = 100
    chat_retention_days: Annotated[
        int, Field(description="對話保存幾天；到期刪除訊息、同仁的備註與沒有處理的提問", ge=1, le=3650)
    ] = 90
    delivery_retention_days: Annotated[
        int,
        Field(
            description="收發與找過真人的紀錄保存幾天；到期刪除信箱、平台的使用者代號與訊息編號，還沒有送完的留著",
            ge=31,
            le=3650,
        ),
    ] = 365
    upload_disk_mb: Annotated[
        int,
        Field(description="還在接收的檔案最多占用磁碟幾 MB；一個網路位址最多四分之一", ge=256),
    ] = 2048
    secret_key: Annotated[SecretStr | None, Field(description="簽章用的密鑰；空白時自動產生並存在資料夾")] = (
        None
    )
    internal_token: Annotated[
        SecretStr | None, Field(description="app 與 rasa 之間的通行碼；空白時自動產生")
    ] = None
    rasa_url: Annotated[
        str,
        Field(
            description="rasa 的位址，只應在內部網路；有好幾個時用逗號分開，輪流使用，停了的會跳過",
            pattern=r"^\s*https?://[^\s,]+(\s*,\s*https?://[^\s,]+)*\s*$",
        ),
    ] = "http://127.0.0.1:5005"
    rasa_timeout: Annotated[float, Field(description="等 rasa 回覆的秒數上限", gt=0, lt=3)] = 2.0
    encoder_model: Annotated[
        str, Field(description="內建模型，或任何 sentence-transformers 模型名稱或路徑")
    ] = DEFAULT_ENCODER
    encoder_threads: Annotated[int, Field(description="編碼用的執行緒數", ge=1)] = 1
    reload_seconds: Annotated[float, Field(description="檢查新版知識庫的間隔秒數", gt=0)] = 0.25
    lane_workers: Annotated[int, Field(description="每個管道同時處理幾位民眾的訊息", ge=1)] = 4
    retry_seconds: Annotated[float, Field(description="送出失敗後第一次重試前等幾秒", gt=0)] = 1.0
    line_channel_secret: Annotated[SecretStr | None, Field(description="LINE 的 Channel secret")] = None
    line_channel_access_token: Annotated[
        SecretStr | None, Field(description="LINE 的 Channel access token")
    ] = None
    line_api_base: Annotated[AnyHttpUrl, Field(description="LINE API 的位址")] = AnyHttpUrl(
        "https://api.line.me"
    )
    line_data_api_base: Annotated[AnyHttpUrl, Field(description="LINE 檔案 API 的位址")] = AnyHttpUrl(
        "https://api-data.line.me"
    )
    line_push_budget: Annotated[
        int | None, Field(description="每月最多主動推播幾則；空白時用方案的額度", ge=0)
    ] = None
    line_case_reserve: Annotated[
        float, Field(description="每月推播額度留給案件通知的比例，其他用途不能用", ge=0, le=1)
    ] = 0.3
    line_reply_reserve: Annotated[
        float, Field(description="每月推播額度留給回覆的比例，主題通知不能用", ge=0, le=1)
    ] = 0.2
    smtp_url: Annotated[
        SecretStr | None, Field(description="寄信的主機，smtp://帳號:密碼@主機:587 或 smtps://…")
    ] = None
    mail_from: Annotated[
        str | None, Field(description="寄件人，例如 高雄市政府勞工局 <noreply@example.tw>")
    ] = None
    mail_bounce_address: Annotated[str | None, Field(description="退信要回到哪個信箱；空白時回到寄件人")] = (
        None
    )
    mail_bounce_token: Annotated[
        SecretStr | None, Field(description="郵件主機把退信通知送到 /webhooks/email 時帶的權杖；空白時不收")
    ] = None
    staff_email: Annotated[str | None, Field(description="查不到承辦人信箱，或要通知主管時寄到這裡")] = None
    quiet_hours: Annotated[str, Field(description="不主動打擾民眾的時段；空白表示沒有")] = "21:00-08:00"
    facebook_app_secret: Annotated[SecretStr | None, Field(description="Facebook 應用程式密鑰")] = None
    facebook_page_access_token: Annotated[
        SecretStr | None, Field(description="Facebook 粉絲專頁的存取權杖")
    ] = None
    facebook_verify_token: Annotated[
        SecretStr | None, Field(description="設定 Facebook webhook 時自訂的驗證碼")
    ] = None
    facebook_api_base: Annotated[AnyHttpUrl, Field(description="Graph API 的位址")] = AnyHttpUrl(
        "https://graph.facebook.com"
    )
    facebook_graph_version: Annotated[str, Field(description="Graph API 的版本", pattern=r"^v\d+\.\d+$")] = (
        "v24.0"
    )
    telegram_bot_token: Annotated[SecretStr | None, Field(description="Telegram bot 的權杖")] = None
    telegram_webhook_secret: Annotated[
        SecretStr | None, Field(description="Telegram webhook 的 secret_token，A-Z a-z 0-9 _ -")
    ] = None
    telegram_api_base: Annotated[AnyHttpUrl, Field(description="Bot API 的位址")] = AnyHttpUrl(
        "https://api.telegram.org"
    )
    telegram_mode: Annotated[
        Literal["webhook", "polling"], Field(description="收訊息的方式：webhook，或主動去拿（polling）")
    ] = "webhook"
    oidc_issuer: Annotated[
        AnyHttpUrl | None, Field(description="機關單一登入（OpenID Connect）的 issuer；空白時不使用")
    ] = None
    oidc_client_id: Annotated[str, Field(description="單一登入給的 client id")] = ""
    oidc_client_secret: Annotated[SecretStr, Field(description="單一登入給的 client secret")] = SecretStr("")
    oidc_claim: Annotated[str, Field(description="哪一項個人資料是服務台的帳號", min_length=1)] = "email"
    data_keys: Annotated[
        SecretStr | None,
        Field(description="加密個資的 Fernet 金鑰，用空白分開，第一把用來加密；空白時自動產生並存在資料夾"),
    ] = None
    case_days: Annotated[
        int, Field(description="案件幾天內要回覆；檢舉用題庫裡勞動基準法第 74 條的數字", ge=1, le=365)
    ] = 30
    case_days_kind: Annotated[
        Literal["calendar", "working"], Field(description="天數怎麼算：calendar 日曆天，working 工作天")
    ] = "calendar"
    case_code_days: Annotated[int, Field(description="結案後幾天內還能用查詢碼查詢", ge=1)] = 180
    case_retention: Annotated[
        str,
        Field(description="結案後幾天清除個資，每一類一個", pattern=r"^([a-z]+=\d+ ?)*$"),
    ] = "question=180 suggestion=365 complaint=1095 dispute=1825 violation=1825"
    desk_hours: Annotated[
        str, Field(description="真人服務的時間，例如 mon-fri 08:30-12:00,13:30-17:30；休假日不算")
    ] = "mon-fri 08:30-12:00,13:30-17:30"
    digest_hour: Annotated[
        int, Field(description="每天幾點寄注意事項與題庫異動給值班同仁（休假日不寄）", ge=0, le=23)
    ] = 8
    digest_remind_hours: Annotated[int, Field(description="幾小時沒有確認就再寄一次提醒", ge=1, le=240)] = 24
    link_check_days: Annotated[
        int, Field(description="每幾天檢查一次題庫的網址還能不能用；0 表示不檢查", ge=0, le=365)
    ] = 7
    webhook_hosts: Annotated[
        str,
        Field(
            description="除了公開的 https 網址，事件通知還可以送到哪些內部主機（主機或 主機:埠，用空白分開）"
        ),
    ] = ""
    api_rate: Annotated[str, Field(description="一把介接金鑰最快的速度", pattern=_RATE)] = "120/minute"
    practice: Annotated[
        bool, Field(description="練習模式：自己的資料夾、假想的民眾，管道、信箱與單一登入全部關掉")
    ] = False
    log_level: Annotated[str, Field(description="記錄的詳細程度")] = "INFO"

    @model_validator(mode="after")
    def _practise_apart(self) -> Self:
        if self.practice:
            for name, value in practice.OFF.items():
                setattr(self, name, value)
            self.data_dir = self.data_dir / practice.FOLDER
        return self

    @property
    def database(self) -> str:
        """SQLAlchemy URL with an async driver."""
        return async_url(self.database_url or f"sqlite:///{self.data_dir / 'labordesk.db'}")

    @property
    def rasa_addresses(self) -> tuple[str, ...]:
        """Base URLs of the Rasa processes, without a trailing slash; `labordesk up` starts the local ones."""
        return tuple(address.strip().rstrip("/") for address in self.rasa_url.split(","))

    @property
    def public_base(self) -> str:
        """Public address without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @cached_property
    def signing_key(self) -> str:
        """The secret key: from the settings, else made once and kept in the data folder.

        Raises:
            DamagedSecret: the kept file is empty or cut off.
        """
        return self._kept_secret(self.secret_key, "secret_key")

    @property
    def has_signing_key(self) -> bool:
        """Whether there is a secret key already."""
        given = self.secret_key is not None and bool(self.secret_key.get_secret_value().strip())
        return given or (self.data_dir / "secret_key").exists()

    @cached_property
    def shared_token(self) -> str:
        """The token that rasa and app show each other; kept and refused as the secret key."""
        return self._kept_secret(self.internal_token, "internal_token")

    def _kept_secret(self, given: SecretStr | None, name: str) -> str:
        # An empty line in .env is no secret.
        if given is not None and given.get_secret_value().strip():
            return given.get_secret_value()
        file, setting = self.data_dir / name, variable(name)
        if not file.exists():
            secret_files.create(file, secrets.token_urlsafe(_SECRET_BYTES))
        kept = secret_files.read(file, setting)
        if len(kept.strip()) < _SECRET_BYTES:
            raise secret_files.DamagedSecret(file, setting)
        return kept
