"""The residents' pages without a network, as a person uses them."""

from typing import Any

from playwright.sync_api import Page

from community_voice.answering.receipts import read_receipt
from tests.journeys.conftest import SLUG

UNIQUE = "unmistakable-quince"
WORDS = {
    "en": f"They came at night, {UNIQUE}",
    "ar": f"جاءوا ليلًا وكانت أمي خائفة {UNIQUE}",
    "es": f"Vinieron de noche, {UNIQUE}",
}
# Seals an entry on the form's page, under an id of the test's own, and lets it wait.
SEAL = """async ([id, receipt, words]) => {
  const { openBox } = await import("/static/offline/vault.js");
  const { sealEntry } = await import("/static/offline/seal.js");
  const { key, version, language, entries } = document.getElementById("walk").dataset;
  const fields = [["q-what_happened", words], ["q-consent", "quoted"]];
  const entry = { id, version: Number(version), language, receipt, fields, mode: "web", link: "" };
  const sealed = await sealEntry(key, entry);
  return openBox().enqueue({ id, kind: "survey", url: entries, body: { id, sealed } });
}"""


def shell(url: str, lang: str = "en", slug: str = SLUG) -> str:
    """Return the address of the page that lists forms."""
    return f"{url}/{slug}/offline/?lang={lang}"


def keep_forms(page: Page, url: str, *languages: str, slug: str = SLUG) -> None:
    """Keep the forms of these languages on the device."""
    page.goto(shell(url, slug=slug))
    for tag in languages:
        page.locator(f"[data-form$='/{tag}'] input").first.check()
    page.locator("#keep").click()
    for tag in languages:
        page.locator(f"[data-form$='/{tag}'] [data-kept]").first.wait_for()


def open_form(
    page: Page, url: str, lang: str = "en", slug: str = SLUG, *, kiosk: bool = False
) -> None:
    """Open a form from the list, and wait until it listens."""
    page.goto(shell(url, lang, slug) + "&kiosk=1" * kiosk)
    page.locator(f"[data-form$='/{lang}'] [data-open]").first.click()
    page.locator("#to-review").wait_for()
    # The page's scripts are modules: a press before they have run would go unheard.
    page.wait_for_load_state("networkidle")


def fill_in(page: Page, number: int, lang: str) -> dict[str, list[Any]]:
    """Fill in the form at hand, and return what was answered."""
    words = f"{WORDS[lang]} {number}"
    for choice in ("live_here", "used_crisis_help"):
        page.locator(f"[name=q-which_fit][value={choice}]").check()
    page.locator("[name=q-wanted_help_did_not_call][value=yes]").check()
    page.locator("[name=q-times_needed]").fill(str(number))
    page.locator("[name=q-what_happened]").fill(words)
    for place, who in enumerate(("peer", "medic", "family_friend"), start=1):
        page.locator(f"[name=q-who_first-{place}]").select_option(who)
    page.locator("[name=q-appearance]").fill(f"plain {words}")
    page.locator("[name=q-consent][value=quoted]").check()
    return {
        "consent": ["quoted"],
        "which_fit": ["live_here", "used_crisis_help"],
        "wanted_help_did_not_call": ["yes"],
        "times_needed": [number],
        "what_happened": [words],
        "who_first": ["peer", "medic", "family_friend"],
        "appearance": [f"plain {words}"],
    }


def keep_entry(page: Page) -> str:
    """Look over, keep, and return the receipt."""
    page.locator("#to-review").click()
    page.locator("#keep-entry").click()
    page.locator("#done").wait_for()
    receipt = read_receipt(page.locator("#receipt").inner_text())
    assert receipt, "the device's receipts have the right check digit"
    return receipt


def answer(page: Page, url: str, number: int, lang: str) -> tuple[str, dict[str, list[Any]]]:
    """Go through one survey without a network; return the receipt and what was answered."""
    page.goto(shell(url))
    page.locator(f"[data-form$='/{lang}'] [data-open]").first.click()
    said = fill_in(page, number, lang)
    return keep_entry(page), said


def kept_pages(page: Page) -> list[str]:
    """Return the paths of pages that the device keeps."""
    pages: list[str] = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys())
            for (const { url } of await (await caches.open(name)).keys())
              if (!url.includes("/static/")) found.push(new URL(url).pathname);
          return found;
        }"""
    )
    return pages
