"""Who ends the contract, the employer or the worker: entries that are alike in nearly every other word."""

import re

_BY_EMPLOYER = re.compile(
    r"裁員|裁掉|資遣(?!費)|解[僱雇]|開除|辭退|炒魷魚"
    r"|叫(?:我|他|她|我們|大家)(?:明天|以後|下個?月)?(?:不用|別|不要)(?:再)?(?:來|上班)"
    r"|(?:公司|老闆|雇主|店長|主管)(?:要|叫|讓|請)(?:我|他|她|我們)(?:走|離開)"
    r"|\b(?:lay(?:ing|s)?|laid) ?(?:me |him |her |us |them )?off|\bfired\b"
    r"|\bfire (?:me|him|her|us|them)\b|dismiss(?:ed|al)"
    r"|(?:bị|bi) (?:đuổi|duoi|sa thải|sa thai|cho nghỉ|cho nghi)|sa thải"
    r"|\bphk\b|dipecat|diberhentikan|tinanggal|sinibak|ไล่ออก|เลิกจ้าง",
    re.IGNORECASE,
)
_BY_WORKER = re.compile(
    r"離職|辭職|不想?做|不幹|走人|提辭|[自家][己願]|\bresign|\bquit\b|nghỉ việc|nghi viec|thôi việc|thoi viec"
    r"|xin nghỉ|xin nghi|mengundurkan|keluar|berhenti|mag-?resign|aalis|umalis|ลาออก",
    re.IGNORECASE,
)
_GIVES_NOTICE = re.compile(
    r"(?:我|自己|自願)(?:想要?|要)?(?:離職|辭職)|提離職|自請離職|遞辭呈|\bi .{0,12}(?:resign|quit)\b"
    r"|xin (?:nghỉ|thôi) việc"
    r"|saya .{0,12}(?:mengundurkan diri|resign)|mag-?resign ako|(?:ผม|หนู|ฉัน).{0,8}ลาออก",
    re.IGNORECASE,
)
_IS_MADE_TO = re.compile(
    r"逼|叫|要我|被|不簽|disuruh|dipaksa|bắt|\bbat\b|\bbị\b|forced?|make me|made me|pinilit|บังคับ", re.I
)
_WORKERS, _EMPLOYERS = frozenset({"resignation-notice"}), frozenset({"notice-period"})


def not_of_this_side(text: str) -> frozenset[str]:
    """Entries about the notice of the other side: who is laid off gives none, who resigns gets none."""
    if _BY_EMPLOYER.search(text) and not _BY_WORKER.search(text):
        return _WORKERS
    if _GIVES_NOTICE.search(text) and not _BY_EMPLOYER.search(text) and not _IS_MADE_TO.search(text):
        return _EMPLOYERS
    return frozenset()
