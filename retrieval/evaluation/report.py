"""An evaluation as a table for the terminal and as a page for the browser."""

from collections.abc import Iterable, Sequence
from html import escape

from rich.table import Table

from retrieval.evaluation.comparison import HEADINGS, Figures
from retrieval.evaluation.measures import Bin, Evaluation
from retrieval.ranking.decision import Decision

_GROUPS = {"answered": "有答案", "near": "只談到主題", "far": "勞動事務，沒有題目", "other": "別的機關"}


def rows(evaluation: Evaluation) -> list[tuple[str, str]]:
    """Measure and value, ready to read."""
    auroc = evaluation.auroc
    return [
        ("範圍內題數", str(len(evaluation.inside))),
        ("範圍外題數", str(len(evaluation.outside))),
        ("Hit@1", f"{evaluation.hit_at(1):.3f}"),
        ("Hit@3", f"{evaluation.hit_at(3):.3f}"),
        ("Hit@5", f"{evaluation.hit_at(5):.3f}"),
        ("Recall@5", f"{evaluation.recall_at(5):.3f}"),
        ("Recall@10", f"{evaluation.recall_at(10):.3f}"),
        ("MRR", f"{evaluation.mrr:.3f}"),
        ("nDCG@10", f"{evaluation.ndcg:.3f}"),
        ("拒答 AUROC", "無" if auroc is None else f"{auroc:.3f}"),
        ("校準誤差 ECE", f"{evaluation.calibration_error:.3f}"),
        ("決定正確率", f"{evaluation.decision_accuracy:.3f}"),
        ("直接回答", f"{evaluation.decided(Decision.ANSWER):.3f}"),
        ("答錯", f"{evaluation.answered_wrong:.3f}"),
        ("反問", f"{evaluation.decided(Decision.CLARIFY):.3f}"),
        ("反問時選項裡有正解", f"{evaluation.clarified_right:.3f}"),
        ("範圍外卻回答", f"{evaluation.outside_answered:.3f}"),
        ("範圍外以相關題目帶路", f"{evaluation.outside_related:.3f}"),
        ("範圍外直接婉拒", f"{evaluation.outside_refused:.3f}"),
    ]


def as_table(evaluation: Evaluation) -> Table:
    """The measures, the categories and the worst confusions."""
    table = Table(title="檢索評估")
    table.add_column("項目")
    table.add_column("數值", justify="right")
    for name, value in rows(evaluation):
        table.add_row(name, value)
    table.add_section()
    for group, (count, told, related) in evaluation.by_group().items():
        table.add_row(
            f"{_GROUPS.get(group, group)}（{count} 題）直接回答／相關", f"{told:.3f}／{related:.3f}"
        )
    table.add_section()
    for name, (count, hit) in evaluation.by_category().items():
        table.add_row(f"{name}（{count} 題）Hit@1", f"{hit:.3f}")
    table.add_section()
    for (right, found), count in evaluation.confusions():
        table.add_row(f"{right} → {found}", str(count))
    return table


def comparison_table(systems: Iterable[Figures]) -> Table:
    """Several systems side by side."""
    table = Table(*HEADINGS, title="同一組題目，各種做法")
    for system in systems:
        table.add_row(*system.cells())
    return table


def _html_table(title: str, cells: list[tuple[str, ...]]) -> str:
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in cells)
    return f"<h2>{escape(title)}</h2><table>{lines}</table>"


def _reliability_plot(bins: Sequence[Bin]) -> str:
    """Confidence against the share of right entries; a calibrated system lies on the diagonal."""
    side = 300
    dots = "".join(
        f'<circle cx="{b.confidence * side:.0f}" cy="{(1 - b.right) * side:.0f}" r="{3 + b.count**0.5:.1f}">'
        f"<title>信心 {b.confidence:.2f}，正確 {b.right:.2f}，{b.count} 題</title></circle>"
        for b in bins
    )
    return (
        f'<h2>可靠度圖</h2><svg viewBox="-20 -20 {side + 40} {side + 40}" width="{side + 40}" role="img" '
        'aria-label="橫軸信心、縱軸正確比例；落在對角線上表示信心可信">'
        f'<path d="M0 {side}H{side}M0 {side}V0M0 {side}L{side} 0" stroke="#888" fill="none"/>'
        f'<g fill="#1a5fb4" fill-opacity=".7">{dots}</g></svg>'
    )


def as_html(evaluation: Evaluation, systems: Sequence[Figures]) -> str:
    """A page with the measures and every wrong query with its five nearest entries."""
    wrong: list[tuple[str, ...]] = [
        (item.query.text, item.query.id, "、".join(hit.id for hit in item.result.results[:5]))
        for item in evaluation.inside
        if item.rank != 1
    ]
    categories = [(n, str(c), f"{h:.3f}") for n, (c, h) in evaluation.by_category().items()]
    confusions = [(a, b, str(n)) for (a, b), n in evaluation.confusions(30)]
    style = "body{font-family:sans-serif;margin:2rem}td{border:1px solid #ccc;padding:.3rem .6rem}"
    return (
        '<!doctype html><html lang="zh-Hant-TW"><meta charset="utf-8"><title>檢索評估</title>'
        f"<style>{style}</style><h1>檢索評估</h1>"
        + _html_table("總表", [*rows(evaluation)])
        + _reliability_plot(evaluation.reliability)
        + _html_table("各種做法", [HEADINGS, *(system.cells() for system in systems)])
        + _html_table("各類別", [*categories])
        + _html_table("最常混淆", [*confusions])
        + _html_table("答錯的題目與最接近的五題", wrong)
    )
