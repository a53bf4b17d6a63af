"""Any FAQ can be loaded and measured; what is wrong with a file is said with its line."""

from math import log2
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli
from retrieval.analysis.wording import OURS, EntryWording, wording_of
from retrieval.encoder import Encoder
from retrieval.engine import Candidate, IndexSearch, SearchResult
from retrieval.errors import BadQueryFile
from retrieval.evaluation.comparison import own_systems
from retrieval.evaluation.external import Item, read_faq, read_judged
from retrieval.evaluation.measures import Evaluation, evaluate
from retrieval.evaluation.peer import compare_peer
from retrieval.evaluation.queries import OUT_OF_SCOPE, LabelledQuery
from retrieval.index.index import build_index
from retrieval.index.lexical import ngrams
from retrieval.ranking.decision import Decision
from retrieval.ranking.ranker import RankerModel

FIXTURES = Path(__file__).parents[1] / "fixtures"
CSV = """id,question,answer,variants
hours,幾點開門？,早上九點到下午五點。,營業時間|你們開到幾點
refund,怎麼退貨？,三十天內可以退。,退錢|不想要了可以退嗎
ship,運送要幾天？,三天。,什麼時候會到
"""
YAML = """
- {id: hours, question: 幾點開門？, answer: 早上九點到下午五點。, variants: [營業時間, 你們開到幾點]}
- {id: refund, question: 怎麼退貨？, answer: 三十天內可以退。, variants: [退錢, 不想要了可以退嗎]}
- {id: ship, question: 運送要幾天？, answer: 三天。, variants: [什麼時候會到]}
"""
QUERIES = "qid,query\n1,東西哪時候寄到\n2,我想把東西退掉\n3,今天天氣\n"
JUDGED = {
    "trec.txt": "1 0 ship 1\n2 0 refund 2\n2 0 hours 0\n3 0 OOS 1\n",
    "beir.tsv": "query-id\tcorpus-id\tscore\n1\tship\t1\n2\trefund\t2\n3\tOOS\t1\n",
    "commas.csv": "query-id,corpus-id,score\n1,ship,1\n2,refund,2\n3,OOS,1\n",
}


def _file(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize(("name", "text"), [("faq.csv", CSV), ("faq.yml", YAML)])
def test_a_faq_is_read_from_csv_and_yaml(tmp_path: Path, name: str, text: str) -> None:
    items = read_faq(_file(tmp_path, name, text))
    assert [item.id for item in items] == ["hours", "refund", "ship"]
    assert items[1].all_variants == ("退錢", "不想要了可以退嗎")
    assert items[1].answer == "三十天內可以退。"


@pytest.mark.parametrize("name", JUDGED)
def test_judgements_are_read_in_both_usual_forms(tmp_path: Path, name: str) -> None:
    queries, qrels = _file(tmp_path, "q.csv", QUERIES), _file(tmp_path, name, JUDGED[name])
    judged = read_judged(queries, qrels, {"hours", "refund", "ship"}).queries
    assert [query.id for query in judged] == ["ship", "refund", OUT_OF_SCOPE]


def test_queries_may_be_json_lines(tmp_path: Path) -> None:
    queries = _file(tmp_path, "q.jsonl", '{"_id": "1", "text": "東西哪時候寄到"}\n')
    qrels = _file(tmp_path, "qrels", "1 0 ship 1\n")
    (query,) = read_judged(queries, qrels, {"ship"}).queries
    assert (query.text, query.right) == ("東西哪時候寄到", ("ship",))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("id,question\n,怎麼退貨？\n", ":2: id and question"),
        ("id,question\na,甲\na,乙\n", ":3: id a comes twice"),
        ("id,question\n", "no record"),
    ],
)
def test_a_bad_faq_is_refused_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(BadQueryFile, match=reason):
        read_faq(_file(tmp_path, "faq.csv", text))


@pytest.mark.parametrize(
    ("qrels", "reason"),
    [
        ("1 0 nowhere 1\n", "unknown id nowhere"),
        ("1 ship\n1 2\n", "expected"),
        ("9 0 ship 1\n", "no line is about"),
    ],
)
def test_bad_judgements_are_refused(tmp_path: Path, qrels: str, reason: str) -> None:
    queries, judged = _file(tmp_path, "q.csv", QUERIES), _file(tmp_path, "qrels.txt", qrels)
    with pytest.raises(BadQueryFile, match=reason):
        read_judged(queries, judged, {"ship"})


MESSY = {
    "mark.csv": "\ufeff" + CSV,
    "semicolons.csv": CSV.replace(",", ";"),
    "tabs.tsv": CSV.replace(",", "\t"),
    "capitals.csv": CSV.replace("id,question,answer,variants", " ID ,Question,Answer, Variants"),
    "carriage.csv": CSV.replace("\n", "\r\n") + "\r\n",
    "longer.csv": CSV.replace("三天。,什麼時候會到", "三天。,什麼時候會到,多出來的一欄"),
}


@pytest.mark.parametrize("name", MESSY)
def test_a_faq_is_read_as_other_tools_write_it(tmp_path: Path, name: str) -> None:
    items = read_faq(_file(tmp_path, name, MESSY[name]))
    assert [(item.id, item.question) for item in items] == [
        ("hours", "幾點開門？"),
        ("refund", "怎麼退貨？"),
        ("ship", "運送要幾天？"),
    ]
    assert items[2].all_variants == ("什麼時候會到",)


def test_a_faq_saved_by_excel_as_unicode_text_is_read(tmp_path: Path) -> None:
    file = tmp_path / "faq.csv"
    file.write_bytes(CSV.replace(",", "\t").encode("utf-16"))
    assert [item.id for item in read_faq(file)] == ["hours", "refund", "ship"]


def test_another_encoding_is_refused_with_advice(tmp_path: Path) -> None:
    file = tmp_path / "faq.csv"
    file.write_bytes(CSV.encode("cp950"))
    with pytest.raises(BadQueryFile, match="save it as UTF-8"):
        read_faq(file)


def test_ids_may_be_numbers_and_variants_and_answers_missing(tmp_path: Path) -> None:
    text = "- {id: 1, question: 幾點開門？}\n- {id: 2, question: 怎麼退貨？, answer: , variants: }\n"
    items = read_faq(_file(tmp_path, "faq.yml", text))
    assert [(item.id, item.answer, item.all_variants) for item in items] == [("1", "", ()), ("2", "", ())]
    qrels = _file(tmp_path, "qrels.tsv", "1\t0\t2\t1\n")
    judged = read_judged(_file(tmp_path, "q.csv", QUERIES), qrels, {"1", "2"})
    assert [(query.text, query.id) for query in judged.queries] == [("東西哪時候寄到", "2")]


def test_a_query_that_nobody_judged_is_left_out(tmp_path: Path) -> None:
    queries, qrels = _file(tmp_path, "q.csv", QUERIES), _file(tmp_path, "qrels", "2 0 refund 1\n")
    assert [query.id for query in read_judged(queries, qrels, {"refund"}).queries] == ["refund"]


def test_a_query_for_which_nothing_is_relevant_is_left_out_not_out_of_scope(tmp_path: Path) -> None:
    queries = _file(tmp_path, "q.csv", QUERIES)
    qrels = _file(tmp_path, "qrels", "2 0 refund 1\n3 0 refund 0\n")
    assert [query.id for query in read_judged(queries, qrels, {"refund"}).queries] == ["refund"]


def test_judged_ids_that_the_faq_lacks_are_told_and_left_out(tmp_path: Path) -> None:
    queries = _file(tmp_path, "q.csv", QUERIES)
    qrels = _file(tmp_path, "qrels", "1 0 gone 1\n2 0 refund 1\n2 0 gone 2\n")
    judged = read_judged(queries, qrels, {"refund"})
    assert [query.right for query in judged.queries] == [("refund",)]
    assert judged.unknown == ("gone",)


@pytest.mark.parametrize("line", ['1,"ship, and return",2', "1\t0\tship, and return\t2"])
def test_a_judged_id_may_hold_a_comma(tmp_path: Path, line: str) -> None:
    queries, qrels = _file(tmp_path, "q.csv", QUERIES), _file(tmp_path, "qrels", f"{line}\n")
    (query,) = read_judged(queries, qrels, {"ship, and return"}).queries
    assert query.right == ("ship, and return",)


def test_the_corpus_of_beir_is_a_faq(tmp_path: Path) -> None:
    text = '{"_id": "a/1", "title": "Opening hours", "text": "Nine to five."}\n'
    (item,) = read_faq(_file(tmp_path, "corpus.jsonl", text))
    assert (item.id, item.question, item.answer) == ("a/1", "Opening hours", "Nine to five.")


def test_an_answer_without_a_question_is_asked_by_itself(tmp_path: Path, encoder: Encoder) -> None:
    text = "id,answer\nhours,早上九點到下午五點開門。\nrefund,三十天內可以退貨。\n"
    items = read_faq(_file(tmp_path, "faq.csv", text))
    index = build_index([d for item in items for d in item.documents], {i.id: i for i in items}, encoder)
    found = IndexSearch(encoder, RankerModel.load()).search(index, "我想退貨", 2)
    assert found.results[0].id == "refund"


def test_an_answer_may_be_as_long_as_a_manual(tmp_path: Path) -> None:
    (item,) = read_faq(_file(tmp_path, "faq.csv", f"id,question,answer\na,手冊,{'字' * 200_000}\n"))
    assert len(item.answer) == 200_000


def test_ndcg_and_recall_count_how_right_each_entry_is(tmp_path: Path) -> None:
    queries = _file(tmp_path, "q.csv", "qid,query\n1,東西哪時候寄到\n")
    qrels = _file(tmp_path, "qrels", "1 0 hours 1\n1 0 ship 3\n1 0 refund 2\n")
    (query,) = read_judged(queries, qrels, {"hours", "refund", "ship"}).queries
    assert query.gains == {"ship": 3, "refund": 2, "hours": 1}

    def found(*ids: str) -> Evaluation:
        hits = tuple(Candidate(i, i, "", "", 0.5, 0.5) for i in ids)
        return evaluate(lambda text, limit: SearchResult(Decision.ANSWER, 0, "zh-Hant", hits), [query])

    assert found("ship", "refund", "hours").ndcg == pytest.approx(1.0)
    worse = found("hours", "refund", "other", "ship")
    ideal = 3 + 2 / log2(3) + 1 / 2
    assert worse.ndcg == pytest.approx((1 + 2 / log2(3) + 3 / log2(5)) / ideal)
    assert worse.recall_at(2) == pytest.approx(2 / 3)


@pytest.mark.parametrize("query", ["幾點開門", "東西壞了可以退嗎", "hello", "天氣"])
def test_a_faq_of_one_question_can_be_searched(encoder: Encoder, query: str) -> None:
    item = Item("hours", "幾點開門？", "")
    search = IndexSearch(encoder, RankerModel.load())
    index = build_index(item.documents, {item.id: item}, encoder)
    result = search.search(index, query, 5)
    assert [hit.id for hit in result.results] == ["hours"]
    assert 0 <= result.results[0].confidence <= 1


def test_the_systems_are_measured_side_by_side(tmp_path: Path, encoder: Encoder) -> None:
    items = read_faq(_file(tmp_path, "faq.csv", CSV))
    documents = [document for item in items for document in item.documents]
    index = build_index(documents, {item.id: item for item in items}, encoder)
    queries = [LabelledQuery("東西什麼時候會到", "ship"), LabelledQuery("我要退貨", "refund")]
    found = list(own_systems(index, encoder, RankerModel.load(), queries))
    assert [system.name for system in found] == ["只有 BM25", "只有編碼器", "labordesk"]
    assert all(system.hit1 == 1.0 and system.auroc is None for system in found)


def test_the_command_measures_a_foreign_faq(tmp_path: Path) -> None:
    arguments = ["--kb", _file(tmp_path, "faq.csv", CSV), "--queries", _file(tmp_path, "q.csv", QUERIES)]
    arguments += ["--qrels", _file(tmp_path, "qrels", JUDGED["trec.txt"]), "--html", tmp_path / "page.html"]
    done = CliRunner().invoke(cli.app, ["eval", *map(str, arguments)])
    assert done.exit_code == 0, done.output
    assert "labordesk" in done.output and "只有 BM25" in done.output
    assert "Hit@1" in (tmp_path / "page.html").read_text("utf-8")


def test_the_command_says_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli.app, ["eval", "--kb", str(tmp_path / "none.csv"), "--queries", "x.csv"])
    assert done.exit_code == 1 and "none.csv" in done.output and "Traceback" not in done.output


@pytest.mark.parametrize(
    ("texts", "chinese"),
    [
        (("国会図書館の開館時間は？", "利用者登録のしかた", "東京"), False),
        (("几点开门？", "怎么退货"), True),
        (("How do I claim overtime?", "Where is the library?"), False),
    ],
)
def test_the_wording_of_another_faq_is_told_by_its_texts_and_is_never_ours(
    texts: tuple[str, ...], chinese: bool
) -> None:
    assert wording_of(texts) == EntryWording(chinese=chinese, labour=False)


JAPANESE = """id,question,answer
hours,国会図書館の開館時間は？,平日の九時から十九時までです。
card,利用者登録のしかたを教えて,身分証を持って受付へ。
copy,複写の料金はいくらですか,一枚二十五円です。
"""


def test_japanese_characters_are_left_as_they_are(tmp_path: Path, encoder: Encoder) -> None:
    items = read_faq(_file(tmp_path, "faq.csv", JAPANESE))
    index = build_index([d for item in items for d in item.documents], {i.id: i for i in items}, encoder)
    assert "国会図書館の開館時間は?" in index.verbatim
    assert index.spelling.corrected("国会図書館") == "国会図書館"
    assert "国会" in ngrams("国会", index.wording)
    assert IndexSearch(encoder, RankerModel.load()).search(index, "コピーの値段", 2).results[0].id == "copy"


def test_no_word_of_labour_is_added_to_a_question_in_english(tmp_path: Path, encoder: Encoder) -> None:
    text = "id,question,answer\na,How is overtime billed?,By the hour.\nb,Where is the library?,In town.\n"
    items = read_faq(_file(tmp_path, "faq.csv", text))
    index = build_index([d for item in items for d in item.documents], {i.id: i for i in items}, encoder)
    assert index.wording.searchable("How is overtime billed?") == "how is overtime billed?"
    assert "加班" in OURS.searchable("How is overtime billed?")
    assert not any("加" in gram for gram in ngrams("overtime", index.wording))


def test_simplified_questions_find_a_faq_in_traditional_characters(tmp_path: Path, encoder: Encoder) -> None:
    items = read_faq(_file(tmp_path, "faq.csv", CSV))
    index = build_index([d for item in items for d in item.documents], {i.id: i for i in items}, encoder)
    assert index.wording.chinese
    assert IndexSearch(encoder, RankerModel.load()).search(index, "营业时间", 1).results[0].id == "hours"


@pytest.mark.parametrize(
    ("arguments", "told"), [([], "當成中文："), (["--language", "other"], "中文以外的語言")]
)
def test_the_command_says_how_a_faq_is_read(tmp_path: Path, arguments: list[str], told: str) -> None:
    files = ["--kb", _file(tmp_path, "faq.csv", CSV), "--queries", _file(tmp_path, "q.csv", QUERIES)]
    files += ["--qrels", _file(tmp_path, "qrels", JUDGED["trec.txt"])]
    done = CliRunner().invoke(cli.app, ["eval", *map(str, files), *arguments])
    assert done.exit_code == 0, done.output
    assert told in done.output and "nDCG@10" in done.output and "Recall@10" in done.output


def test_the_command_says_when_there_are_too_many_texts_to_learn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.index.index.MOST_QUESTIONS", 2)
    files = ["--kb", _file(tmp_path, "faq.csv", CSV), "--queries", _file(tmp_path, "q.csv", QUERIES)]
    files += ["--qrels", _file(tmp_path, "qrels", JUDGED["trec.txt"])]
    done = CliRunner().invoke(cli.app, ["eval", *map(str, files)])
    assert done.exit_code == 0 and "分類器沒有學" in done.output


@pytest.mark.slow
def test_rasas_own_classifiers_are_trained_on_the_same_texts(tmp_path: Path) -> None:
    items = read_faq(_file(tmp_path, "faq.csv", CSV))
    documents = [document for item in items for document in item.documents]
    queries = [LabelledQuery(text, item.id) for item in items for text in item.all_variants]
    peer = compare_peer(documents, queries)
    assert peer.hit1 >= 0.6 and peer.training_seconds is not None and peer.training_seconds > 1


def test_on_a_foreign_faq_the_pipeline_is_no_worse_than_its_best_single_voter(encoder: Encoder) -> None:
    items = read_faq(FIXTURES / "library_faq.csv")
    known = {item.id: item for item in items}
    index = build_index([document for item in items for document in item.documents], known, encoder)
    queries = read_judged(FIXTURES / "library_queries.csv", FIXTURES / "library_qrels.txt", known).queries
    words, meaning, whole = own_systems(index, encoder, RankerModel.load(), queries)
    assert whole.hit1 >= max(words.hit1, meaning.hit1)
    assert whole.hit3 >= max(words.hit3, meaning.hit3)


def test_a_faq_that_knows_nothing_outside_still_refuses_what_it_lacks(encoder: Encoder) -> None:
    items = read_faq(FIXTURES / "library_faq.csv")
    known = {item.id: item for item in items}
    index = build_index([document for item in items for document in item.documents], known, encoder)
    assert index.layout.is_bare
    queries = read_judged(FIXTURES / "library_queries.csv", FIXTURES / "library_qrels.txt", known).queries
    search = IndexSearch(encoder, RankerModel.load())
    found = evaluate(lambda text, limit: search.search(index, text, limit), queries)
    # One of the fifteen questions from outside, how to register to vote, sounds like how to register here.
    assert (found.auroc or 0) >= 0.83
    assert found.outside_answered <= 1 / 15
    assert found.answered_wrong <= 0.05
