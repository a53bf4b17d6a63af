"""An evaluation as a table for the terminal and as a page for the browser."""

from html import escape

from rich.table import Table

from retrieval.evaluation import Evaluation
from retrieval.ranker import Decision


def rows(evaluation: Evaluation) -> list[tuple[str, str]]:
    """Measure and value, ready to read."""
    auroc = evaluation.auroc
    return [
        ("範圍內題數", str(len(evaluation.inside))),
        ("範圍外題數", str(len(evaluation.outside))),
        ("Hit@1", f"{evaluation.hit_at(1):.3f}"),
        ("Hit@3", f"{evaluation.hit_at(3):.3f}"),
        ("Hit@5", f"{evaluation.hit_at(5):.3f}"),
        ("MRR", f"{evaluation.mrr:.3f}"),
        ("拒答 AUROC", "無" if auroc is None else f"{auroc:.3f}"),
        ("決定正確率", f"{evaluation.decision_accuracy:.3f}"),
        ("直接回答", f"{evaluation.decided(Decision.ANSWER):.3f}"),
        ("答錯", f"{evaluation.answered_wrong:.3f}"),
        ("反問", f"{evaluation.decided(Decision.CLARIFY):.3f}"),
        ("反問時選項裡有正解", f"{evaluation.clarified_right:.3f}"),
        ("範圍外卻回答", f"{evaluation.outside_answered:.3f}"),
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
    for name, (count, hit) in evaluation.by_category().items():
        table.add_row(f"{name}（{count} 題）Hit@1", f"{hit:.3f}")
    table.add_section()
    for (right, found), count in evaluation.confusions():
        table.add_row(f"{right} → {found}", str(count))
    return table


def _html_table(title: str, cells: list[tuple[str, ...]]) -> str:
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in cells)
    return f"<h2>{escape(title)}</h2><table>{lines}</table>"


def as_html(evaluation: Evaluation) -> str:
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
        + _html_table("各類別", [*categories])
        + _html_table("最常混淆", [*confusions])
        + _html_table("答錯的題目與最接近的五題", wrong)
    )
