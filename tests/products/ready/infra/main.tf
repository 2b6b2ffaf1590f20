resource "aws_budgets_budget" "models" {
  name         = "handbook-models"
  budget_type  = "COST"
  limit_amount = "300"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = 80
    threshold_type             = "PERCENTAGE"
    notification_type          = "ACTUAL"
    subscriber_email_addresses = ["handbook@handbook.example.org"]
  }
}

resource "aws_cloudwatch_log_group" "handbook" {
  name              = "handbook"
  retention_in_days = 30
}

resource "aws_db_instance" "handbook" {
  engine                  = "postgres"
  instance_class          = "db.t4g.small"
  backup_retention_period = 14
}
