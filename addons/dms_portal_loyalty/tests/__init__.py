from . import test_no_way_past_promotion
from . import test_promotion_budget
from . import test_promotion_changes
from . import test_promotion_race
from . import test_promotion_units
from . import test_promotions
