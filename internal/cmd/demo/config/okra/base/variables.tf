variable "endpoint" {
  description = "Base URL of the platform: here the sandbox on this machine."
  type        = string
}

variable "key_version" {
  description = "Trigger: another value rotates the secret key."
  type        = string
}

variable "webhook_url" {
  description = "URL that receives the events."
  type        = string
}

variable "webhook_token" {
  description = "Token that the receiver expects; it comes from TF_VAR_webhook_token."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "webhook_token_version" {
  description = "Names the present token: another value sends it."
  type        = string
}

variable "second_webhook" {
  description = "Whether to ask for a second webhook."
  type        = bool
}
