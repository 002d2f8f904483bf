data "openbanking_webhooks" "all" {}

locals {
  webhooks = { for w in data.openbanking_webhooks.all.webhooks : w.id => w }
}

import {
  for_each = local.webhooks
  to       = openbanking_webhook.adopted[each.key]
  id       = each.key
}

resource "openbanking_webhook" "adopted" {
  for_each = local.webhooks

  url         = each.value.url
  events      = each.value.events
  enabled     = each.value.enabled
  description = each.value.description
}
