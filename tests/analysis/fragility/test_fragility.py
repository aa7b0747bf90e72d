"""In how many re-runs a finding stands."""

import numpy as np
import pandas as pd
import pytest

from analysis.fragility import Finding, MostRaised, fragility, matched, plan


def crowd() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return 200 people in four rooms: "wait" everywhere, "fear" in one room only."""
    people = pd.DataFrame(
        {
            "person": [f"p{i:03d}" for i in range(200)],
            "unit": "people",
            "session": [f"room {i % 4}" for i in range(200)],
            "language": ["es" if i % 3 == 0 else "en" for i in range(200)],
            "area": ["north" if i < 100 else "south" for i in range(200)],
        }
    )
    wait = people["person"][::2]
    fear = people.loc[people["session"] == "room 3", "person"]
    some = people.loc[people["area"] == "north", "person"][:25]
    codings = pd.concat(
        [
            pd.DataFrame({"person": who, "theme": theme})
            for who, theme in ((wait, "wait"), (fear, "fear"), (some, "home"))
        ],
        ignore_index=True,
    )
    return people, codings.assign(row=range(len(codings)))


def test_what_one_room_says_falls_without_that_room_and_only_then() -> None:
    people, codings = crowd()
    found = fragility(people, codings, MostRaised(most=2))
    standings = {each.finding: each for each in found.standings}
    assert list(standings) == [Finding("wait"), Finding("fear")]
    assert (standings[Finding("wait")].stands, standings[Finding("wait")].runs) == (50, 50)
    assert standings[Finding("fear")].fell == ("session room 3",)
    assert found.reruns == {"language": 2, "session": 4, "people": 44}
    assert found.themes_frame().to_dict("list") == {
        "theme": ["wait", "fear"],
        "stands": [50, 49],
        "runs": [50, 50],
    }


def test_every_rerun_counted_by_hand_says_the_same() -> None:
    people, codings = crowd()
    found = {
        each.finding.theme: each
        for each in fragility(people, codings, MostRaised(most=2), runs=25).standings
    }
    stands = {"wait": 0, "fear": 0}
    for rerun in plan(people, runs=25):
        kept = codings[~codings["person"].isin(rerun.left_out)]
        counts = kept.groupby("theme")["person"].nunique()
        counts = counts[counts >= 11]
        for theme in counts.sort_values(ascending=False).index[:2]:
            stands[theme] = stands.get(theme, 0) + 1
    assert {theme: found[theme].stands for theme in ("wait", "fear")} == {
        theme: stands[theme] for theme in ("wait", "fear")
    }


def test_a_finding_about_a_group_is_not_asked_where_the_group_is_left_out() -> None:
    people, codings = crowd()
    people = people.assign(language=people["area"].map({"north": "en", "south": "es"}))
    more = codings[codings["theme"] != "home"]
    all_north = people.loc[people["area"] == "north", ["person"]].assign(theme="home")
    found = fragility(
        people, pd.concat([more, all_north]), MostRaised(dimensions=["area"]), runs=20
    )
    standings = {each.finding: each for each in found.standings}
    north = standings[Finding("home", "area", "north", "more")]
    assert (north.runs, north.fell) == (19, ("language es",))
    assert standings[Finding("home")].fell == ("language en",)


def test_themes_found_again_are_known_by_their_rows() -> None:
    before = pd.DataFrame({"row": range(12), "theme": list("aaaaabbbbccc")})
    again = pd.DataFrame({"row": range(12), "theme": list("xxxxyyyyyzzw")})
    names = dict(zip(again["theme"], matched(before, again)["theme"], strict=True))
    assert names == {"x": "a", "y": "b", "z": "c", "w": "(new) w"}
    half = pd.DataFrame({"row": range(12), "theme": list("xxyyzxxyzzyx")})
    assert all(name.startswith("(new) ") for name in matched(before, half)["theme"])


def test_rows_left_out_do_not_make_a_theme_another() -> None:
    before = pd.DataFrame({"row": range(20), "theme": ["a"] * 15 + ["b"] * 5})
    again = before[before["row"] > 12].assign(theme=lambda f: f["theme"].map({"a": "q", "b": "r"}))
    assert set(matched(before, again)["theme"]) == {"a", "b"}


def test_another_seed_that_finds_other_themes_lets_findings_fall() -> None:
    people, codings = crowd()
    seen: list[int] = []

    def rediscover(left_out: frozenset[str], seed: int) -> pd.DataFrame:
        seen.append(seed)
        kept = codings[~codings["person"].isin(left_out)]
        renamed = kept.assign(theme=kept["theme"] + "-again")
        # In half of the re-runs "fear" is torn into three.
        torn = "-" + (renamed["row"] % 3).astype(str)
        return renamed.assign(
            theme=renamed["theme"].where(
                (renamed["theme"] != "fear-again") | (seed % 2 == 0), renamed["theme"] + torn
            )
        )

    found = fragility(people, codings, MostRaised(most=2), rediscover=rediscover)
    standings = {each.finding.theme: each for each in found.standings}
    assert found.reruns == {
        "language": 2,
        "session": 4,
        "people": 15,
        "seed": 15,
        "people and seed": 14,
    }
    assert 0 not in seen
    assert len(seen) == len(set(seen)) == 29
    torn = sum(seed % 2 for seed in seen)
    assert standings["wait"].stands == 50
    assert standings["fear"].stands == 49 - torn


def test_the_plan_is_the_same_whatever_the_order_and_other_with_another_seed() -> None:
    people, _ = crowd()
    assert plan(people.sample(frac=1, random_state=1)) == plan(people)
    assert plan(people, seed=1) != plan(people)
    tenths = [rerun for rerun in plan(people) if rerun.kind == "people"]
    assert {len(rerun.left_out) for rerun in tenths} == {20}
    assert len({rerun.left_out for rerun in tenths}) == len(tenths)


def test_of_all_reruns_exactly_so_many_start_anew() -> None:
    people, _ = crowd()
    made = plan(people, seed=7, discovers=True, starts=5)
    seeds = [rerun.seed for rerun in made if rerun.seed is not None]
    assert (len(made), len(seeds), len(set(seeds))) == (50, 5, 5)
    assert 7 not in seeds
    assert all(rerun.left_out for rerun in made if rerun.seed is None)
    nowhere = plan(people, seed=7, discovers=True, starts=0)
    assert nowhere == plan(people, seed=7)


def test_many_rooms_leave_room_for_the_rest() -> None:
    people, _ = crowd()
    many = people.assign(session=[f"s{i // 3}" for i in range(200)], language=np.nan)
    kinds = pd.Series([rerun.kind for rerun in plan(many)]).value_counts()
    assert kinds.to_dict() == {"people": 33, "session": 17}
    assert len(plan(people.head(1))) == 50


def test_it_says_where_it_is_and_can_be_stopped() -> None:
    people, codings = crowd()
    seen: list[int] = []
    fragility(people, codings, MostRaised(), runs=10, progress=lambda done, of: seen.append(done))
    assert seen == list(range(1, 11))

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fragility(people, codings, MostRaised(), progress=stop)
    with pytest.raises(ValueError, match="row"):
        fragility(people, codings.drop(columns="row"), MostRaised(), rediscover=lambda *_: codings)


def test_nothing_found_is_no_trouble_and_the_table_shows_no_word() -> None:
    people, codings = crowd()
    found = fragility(people.head(5), codings.iloc[:0], MostRaised(), runs=4)
    assert (found.standings, len(found.to_frame())) == ((), 0)
    assert repr(found) == "Fragility(0 findings, 4 re-runs)"
    shuffled = people.sample(frac=1, random_state=1), codings.sample(frac=1, random_state=2)
    again = (fragility(*frames, MostRaised(), runs=8) for frames in ((people, codings), shuffled))
    assert len({each.to_json() for each in again}) == 1
