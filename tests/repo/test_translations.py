"""Chinese is complete with every change."""

import polib


def untranslated(template, catalogue):
    """Return the terms of the template that the catalogue does not translate."""
    done = {entry.msgid for entry in catalogue.translated_entries()}
    return [entry.msgid for entry in template if entry.msgid not in done]


def test_every_term_is_in_chinese(addon):
    template = polib.pofile(str(addon.path / "i18n" / f"{addon.name}.pot"))
    catalogue = polib.pofile(str(addon.path / "i18n" / "zh_CN.po"))
    assert untranslated(template, catalogue) == []


def test_placeholders_survive_translation(addon):
    catalogue = polib.pofile(str(addon.path / "i18n" / "zh_CN.po"))
    for entry in catalogue.translated_entries():
        for word in entry.msgid.split("%(")[1:]:
            name = f"%({word.partition(')')[0]})"
            assert name in entry.msgstr, entry.msgid


def test_the_check_bites():
    template, catalogue = polib.POFile(), polib.POFile()
    template.append(polib.POEntry(msgid="Order"))
    catalogue.append(polib.POEntry(msgid="Order", msgstr=""))
    assert untranslated(template, catalogue) == ["Order"]
