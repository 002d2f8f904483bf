variable "endpoint" {
  description = "Base URL of the platform: here the sandbox on this machine."
  type        = string
}

variable "key_name" {
  description = "Name of the API key."
  type        = string
}

variable "webhook_url" {
  description = "URL that receives the events."
  type        = string
}

variable "webhook_description" {
  description = "What the webhook is for."
  type        = string
}

variable "secrets_version" {
  description = "Trigger: another value rotates the key and the webhook's signing secret."
  type        = string
}

variable "callback_url" {
  description = "URL to which the bank sends the person back."
  type        = string
}

variable "approved" {
  description = "Whether a person has approved the consent, so that there are accounts to read."
  type        = bool
}

variable "month" {
  description = "First and last booking date of the transactions, YYYY-MM-DD."
  type = object({
    from = string
    to   = string
  })
}
