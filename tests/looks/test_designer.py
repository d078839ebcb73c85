"""Every page of the designer in every look, like the rest of the desk."""

from __future__ import annotations

from base64 import b64encode

import pytest

from bancheng.demo_city.population.model import Population
from tests.looks.stage import Stage, shows
from tests.workbench.test_designer import ITEM, LIST, act, begin, desk_of, here, save
from tests.workbench.test_designer_files import IMPORT, from_elsewhere

pytestmark = pytest.mark.browser

THING = "journey/newborn"
POSTED = """data => {
  const form = document.querySelector("form[enctype]");
  const box = document.createElement("input");
  form.enctype = "application/x-www-form-urlencoded";
  box.name = "data";
  box.value = data;
  form.append(box);
  form.submit();
}"""


@shows(
    "workbench/designer/document.html", "workbench/designer/rulebooks.html", "workbench/designer/side.html"
)
def test_a_thing(stage: Stage, city: Population) -> None:
    editor = desk_of("editor")
    begin(editor, THING)
    document = here(editor, THING)
    stage.enter(editor.client)
    stage.look(LIST, f"{LIST}?q=newborn", document, f"{document}?at=items")
    stage.look(*(f"{document}see/{tab}/" for tab in ("picture", "try", "changes", "uses")))


@shows("workbench/designer/document.html", "workbench/designer/revision.html")
def test_an_item_with_something_wrong_and_one_that_was_handed_in(stage: Stage, city: Population) -> None:
    editor = desk_of("editor")
    begin(editor)
    document = here(editor)
    revision = document.removesuffix(f"{ITEM}/")
    save(editor, "conditions.0", when="mother.no_such = yes")
    stage.enter(editor.client)
    stage.look(f"{document}?at=conditions.0", revision)
    save(editor, "conditions.0", when="")
    save(editor, "entry_defaults", promised="6个工作日")
    act(editor, revision, "submit")
    stage.look(revision)
    stage.enter(desk_of("publisher").client)
    stage.look(revision)


@shows("workbench/designer/directory.html", "workbench/designer/extend.html")
def test_claiming_and_extending(stage: Stage, city: Population) -> None:
    editor = desk_of("editor")
    begin(editor)
    stage.enter(editor.client)
    stage.look(f"{LIST}directory/", f"{here(editor)}extend/")


@shows("workbench/designer/import.html", "workbench/designer/import_map.html")
def test_bringing_a_thing_from_another_city(stage: Stage, city: Population) -> None:
    stage.enter(desk_of("editor").client)
    stage.look(IMPORT)
    # The driver hands no chosen file on: the form carries it in a box, as the second page does.
    with stage.page.expect_navigation():
        stage.page.evaluate(POSTED, b64encode(from_elsewhere()).decode())
    stage.see()
