"""One run of a test per add-on."""

import pytest
from tree import addons


@pytest.fixture(params=addons(), ids=lambda addon: addon.name)
def addon(request):
    return request.param
