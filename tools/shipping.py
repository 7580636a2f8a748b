"""Deliveries carried out by scripts, as the button Validate does."""


class ShippingError(Exception):
    """A transfer cannot be carried out as it was asked for."""


def ship(pickings) -> None:
    """Move all that was asked for.

    Raises:
        ShippingError: something is not there, or a transfer stays open.
    """
    pickings.action_assign()
    for move in pickings.move_ids:
        if move.product_uom.compare(move.quantity, move.product_uom_qty):
            raise ShippingError(f"{move.product_id.default_code} is not in stock")
    pickings.move_ids.picked = True
    pickings.with_context(skip_backorder=True).button_validate()
    left = pickings.filtered(lambda picking: picking.state != "done")
    if left:
        raise ShippingError(f"{left[0].name} could not be validated")
