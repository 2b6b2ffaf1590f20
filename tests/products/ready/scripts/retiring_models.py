"""Fails where a model of prices.yaml retires within the given days: its retirement_date is near."""

import datetime
import sys

import yaml

within = datetime.timedelta(days=int(sys.argv[3]))
models = yaml.safe_load(open(sys.argv[1]))
near = [name for name, one in models.items() if one["retirement_date"] - datetime.date.today() < within]
sys.exit(", ".join(near))
