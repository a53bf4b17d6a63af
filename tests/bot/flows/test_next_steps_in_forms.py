"""After a form there is something to press, and its prompts are said in other words the next time."""

from tests.bot.flows.conftest import Talk


async def test_who_says_yes_to_the_offer_to_register_gets_the_form(talk: Talk) -> None:
    await talk.say("老闆三個月沒給我薪水，我每天做到半夜，可以檢舉嗎？")
    if talk.options == ["我要陳情"]:
        assert "勞工局做什麼" in await talk.say("好")
    else:
        assert "我要陳情" in str(talk.body["messages"])


async def test_after_a_form_has_ended_there_is_something_to_press(talk: Talk) -> None:
    await talk.say_all("我要陳情", "2", "不同意")
    assert talk.options == ["我要陳情", "查案件進度", "我要找真人"]


async def test_a_prompt_of_a_form_is_not_repeated_in_the_same_words(talk: Talk) -> None:
    await talk.say_all("我要陳情", "2", "同意", "工資", "老闆沒給加班費")
    first = (await talk.say("特休假有幾天？")).split("\n")
    second = (await talk.say("資遣費怎麼算？")).split("\n")
    assert {line for line in first if "剛才" in line}.isdisjoint(line for line in second if "剛才" in line)
