"""What a dealer has done with the brand, made by Odoo's own calls."""

from odoo.fields import Command


def make_documents(network, owner):
    """Order goods, deliver, invoice and pay them; write, plan and attach to each."""
    order = _make_order(network, owner)
    order.action_confirm()
    picking = order.picking_ids
    picking.move_ids.quantity = 1
    picking.button_validate()
    invoice = order._create_invoices()
    invoice.action_post()
    payment = _pay(invoice)
    _make_transaction(order, invoice)
    bank = order.env["res.partner.bank"].create(
        {"acc_number": f"{owner.marker}0001", "partner_id": owner.dealer.id}
    )
    for record in (owner.dealer, order, picking, invoice, payment, bank):
        add_side_records(record, owner)


def add_side_records(record, owner):
    """Attach a file to a record; write in its chatter and plan an activity there."""
    record.env["ir.attachment"].create(
        {
            "name": f"{owner.marker} {record._name}.txt",
            "raw": f"{owner.marker} file of {record._name}".encode(),
            "res_model": record._name,
            "res_id": record.id,
        }
    )
    if "message_ids" in record._fields:
        for subtype in ("mail.mt_comment", "mail.mt_note"):
            record.message_post(
                # pylint: disable-next=translation-required
                body=f"{owner.marker} said on {record._name}",
                subtype_xmlid=subtype,
            )
        record.message_subscribe(owner.dealer.ids)
    if "activity_ids" in record._fields:
        for summary in ("done", "plan"):
            quiet = record.with_context(mail_activity_quick_update=True)
            activity = quiet.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=f"{owner.marker} {summary} for {record._name}",
                user_id=record.env.ref("base.user_admin").id,
            )
            if summary == "done":
                activity.action_done()


def _make_order(network, owner):
    """Deliver to one person of the dealer: colleagues see it by role, not by name."""
    ship_to = owner.users["finance"].partner_id
    return network.env["sale.order"].create(
        {
            "partner_id": owner.dealer.id,
            "partner_shipping_id": ship_to.id,
            "order_line": [
                Command.create(
                    {
                        "product_id": network.product.id,
                        "product_uom_qty": 1,
                        "price_unit": owner.number,
                    }
                )
            ],
        }
    )


def _pay(invoice):
    wizard = invoice.env["account.payment.register"].with_context(
        active_model="account.move", active_ids=invoice.ids
    )
    return wizard.create({})._create_payments()


def _make_transaction(order, invoice):
    env = order.env
    provider = env["payment.provider"].with_context(active_test=False)
    env["payment.transaction"].create(
        {
            "provider_id": provider.search([], limit=1).id,
            "payment_method_id": env.ref("payment.payment_method_unknown").id,
            "reference": f"{order.name}-online",
            "amount": order.amount_total,
            "currency_id": order.currency_id.id,
            "partner_id": order.partner_id.id,
            "sale_order_ids": [Command.set(order.ids)],
            "invoice_ids": [Command.set(invoice.ids)],
        }
    )
