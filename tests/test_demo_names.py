"""The names that the demonstration gives to its themes."""

from community_voice.demo.names import ENOUGH, NAMES, suggest


def test_clothes_and_cars_found_apart_are_each_named() -> None:
    said = {
        1: ["No uniform, please", "Que lleven chaleco", "穿便服就好", "أريد أن أرى بطاقة"],
        2: ["A plain van", "Sin sirenas y sin luces", "车上别闪灯", "سيارة عادية بلا أضواء"],
    }
    named = {theme: name.name for theme, name in suggest(said).items()}
    assert named == {1: "Clothes and badges", 2: "Car, lights and sirens"}


def test_waiting_and_hours_found_apart_are_each_named() -> None:
    said = {
        1: ["It took fifty minutes", "Esperamos dos horas", "等了七十分钟", "انتظرنا أكثر من ساعة"],
        2: ["Anyone on a Sunday?", "¿Hay gente de noche?", "周末呢", "هل يأتون في نهاية الأسبوع؟"],
    }
    named = {theme: name.name for theme, name in suggest(said).items()}
    assert named == {1: "Waiting for help to come", 2: "Nights and weekends"}


def test_a_theme_of_which_hardly_a_text_holds_a_names_words_gets_no_name() -> None:
    noise = ["nothing", "no sé", "不知道", "لا شيء"]
    assert suggest({1: noise, 2: []}) == {}
    assert max(name.share(noise + ["They were kind"]) for name in NAMES) < ENOUGH
    assert list(suggest({1: noise, 2: ["They were kind", "Me amarraron a la camilla"]})) == [2]
