"""Commands on the published index: try its search, measure it, compare it, fit it."""

import asyncio
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from core import terminal
from core.clock import local_now
from core.settings import Settings
from knowledge.errors import InvalidKnowledge
from publication import live
from publication.errors import PublicationError
from retrieval.analysis.wording import EntryWording
from retrieval.classifier.classifier import MOST_QUESTIONS
from retrieval.encoder import Encoder, load_encoder
from retrieval.engine import Engine, IndexSearch, SearchResult
from retrieval.errors import RetrievalError
from retrieval.evaluation.comparison import Figures, own_systems
from retrieval.evaluation.external import read_faq, read_judged
from retrieval.evaluation.measures import Search, evaluate
from retrieval.evaluation.peer import compare_peer
from retrieval.evaluation.queries import DATA, LabelledQuery, read_queries
from retrieval.evaluation.real import Half, read_real
from retrieval.evaluation.report import as_html, as_table, comparison_table
from retrieval.index.index import Index, build_index
from retrieval.ranking.ranker import RankerModel
from retrieval.training.fitting import fit

console = Console()


def install(app: typer.Typer) -> None:
    """Add the commands to ``labordesk``."""
    for name, command in (("search", search), ("ask", ask), ("train", train)):
        app.command(name)(command)


@contextmanager
def clear_errors() -> Iterator[None]:
    """Errors of our own are told as a sentence, without a traceback."""
    try:
        yield
    except (RetrievalError, PublicationError, InvalidKnowledge) as error:
        console.print(str(error), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None


def live_engine(settings: Settings) -> Engine:
    """The engine over the generation that is live."""

    async def load() -> Engine:
        async with terminal.database() as database:
            return await live.live_engine(settings, database)

    return asyncio.run(load())


def _results(result: SearchResult) -> Table:
    table = Table(title=f"{result.decision}（第 {result.generation} 版）")
    for column in ("id", "題目", "單位", "信心"):
        table.add_column(column)
    for hit in result.results:
        table.add_row(hit.id, hit.question, hit.unit, f"{hit.confidence:.2f}")
    return table


def search(query: str, limit: int = 5) -> None:
    """用民眾的話找題目，列出前幾名。"""
    with clear_errors():
        console.print(_results(live_engine(Settings()).search(query, limit)))


def ask(query: str) -> None:
    """回答一個問題，像民眾看到的那樣。"""
    with clear_errors():
        engine = live_engine(Settings())
        result = engine.search(query)
        if result.decision != "answer":
            console.print(_results(result))
            return
        view = engine.catalogue.view(result.results[0].id, local_now())
        assert view is not None
        console.print(f"[bold]{view.question}[/bold]\n{view.answer}")
        console.print(f"窗口：{view.window.name} {view.window.phone}")
        console.print("依據：" + "；".join(view.legal_basis))


class FaqLanguage(StrEnum):
    """What another FAQ is written in: whether Simplified characters are brought into Traditional ones."""

    CHINESE = "zh"
    OTHER = "other"


def _foreign(
    encoder: Encoder, kb: Path, queries: Path, qrels: Path | None, language: FaqLanguage | None
) -> tuple[Index, list[LabelledQuery], float]:
    items = read_faq(kb)
    known = {item.id for item in items}
    judged = _judged(queries, qrels, known) if qrels else read_queries(queries, known)
    start = time.perf_counter()
    documents = [document for item in items for document in item.documents]
    wording = EntryWording(chinese=language is FaqLanguage.CHINESE, labour=False) if language else None
    index = build_index(documents, {item.id: item for item in items}, encoder, wording)
    seconds = time.perf_counter() - start
    for line in _read_as(index):
        console.print(line, markup=False)
    return index, judged, seconds


def _read_as(index: Index) -> Iterator[str]:
    """How another FAQ is searched, where that may surprise."""
    if index.wording.chinese:
        yield "這份常見問答當成中文：簡體當成繁體，不用勞工局的詞表（不是中文請加 --language other）"
    else:
        yield "這份常見問答當成中文以外的語言：不做簡繁轉換，也不用勞工局的詞表（是中文請加 --language zh）"
    if index.classifier is None:
        count, most = index.layout.question_count, MOST_QUESTIONS
        yield f"問法有 {count:,} 句，超過 {most:,} 句：分類器沒有學，由最近的一句代替，名次會差一些"


def _judged(queries: Path, qrels: Path, known: Collection[str]) -> list[LabelledQuery]:
    judgements = read_judged(queries, qrels, known)
    if judgements.unknown:
        told = f"正解裡有 {len(judgements.unknown)} 個代號不在題庫，不計：{'、'.join(judgements.unknown[:3])}"
        console.print(told, style="yellow", markup=False)
    return list(judgements.queries)


def _bound(search: IndexSearch, index: Index) -> Search:
    return lambda text, limit: search.search(index, text, limit)


def evaluate_command(
    queries: Annotated[Path, typer.Option(help="CSV：query,id[,alt_ids]；id OOS 表示不在範圍")] = DATA
    / "test.csv",
    kb: Annotated[
        Path | None, typer.Option(help="別的常見問答（CSV 或 YAML：id,question,answer,variants）")
    ] = None,
    qrels: Annotated[Path | None, typer.Option(help="正解檔（TREC 或 BEIR 格式），配合 --kb 使用")] = None,
    language: Annotated[
        FaqLanguage | None, typer.Option(help="--kb 的語言（zh 中文、other 其他）；不寫就看它的文字")
    ] = None,
    rasa: Annotated[bool, typer.Option(help="也訓練並比較 Rasa 的 DIET 與 ResponseSelector")] = False,
    real: Annotated[
        Path | None, typer.Option(help="改用另一半的真實問句（資料夾同 train），分組列出誤答與相關")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="同時寫成網頁，列出每一題答錯的與最接近的五題")] = None,
) -> None:
    """衡量檢索，並與 BM25、單獨的編碼器、Rasa 內建的做法並列：Hit@k、MRR、拒答 AUROC、四種決定、每題時間。"""
    settings = Settings()
    with clear_errors():
        model = RankerModel.load()
        if kb is not None:
            encoder = load_encoder(settings)
            index, judged, seconds = _foreign(encoder, kb, queries, qrels, language)
        else:
            engine = live_engine(settings)
            encoder, index, seconds = engine.encoder, engine.generation, None
            known = set(index.layout.labels)
            judged = read_real(real, Half.MEASURE, known) if real else read_queries(queries, known)
        evaluation = evaluate(_bound(IndexSearch(encoder, model), index), judged)
        console.print(as_table(evaluation))
        systems: list[Figures] = list(own_systems(index, encoder, model, judged, seconds))
        if rasa:
            with console.status("訓練 Rasa 的 DIET + ResponseSelector…"):
                systems.append(compare_peer(index.documents, judged))
        console.print(comparison_table(systems))
        if html is not None:
            html.write_text(as_html(evaluation, systems), "utf-8")


def train(
    real: Annotated[
        Path, typer.Option(help="各機關公布的真實問句（real_questions.csv、real_offtopic.csv）所在的資料夾")
    ],
) -> None:
    """用索引本身、開發題組與一半的真實問句重新學習融合權重、校準與門檻，寫入 retrieval/data/ranker.json。"""
    settings = Settings()
    with clear_errors():
        engine = live_engine(settings)
        known = set(engine.generation.layout.labels)
        development = read_queries(DATA / "dev.csv", known)
        model = fit(engine.generation, engine.encoder, development, read_real(real, Half.LEARN, known))
        model.save()
        console.print(model)
