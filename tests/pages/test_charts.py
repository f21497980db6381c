"""Bars and columns of charts."""

from datetime import date

from dbservice.admin import charts
from dbservice.admin.charts import Bar


def test_bars_are_as_long_as_their_numbers():
    rows = charts.bars([Bar("a", 50), Bar("b", 25), Bar("c", 0)])
    assert [one.share for one in rows] == [100, 50, 0]
    assert charts.bars([Bar("a", 50)], longest=200)[0].share == 25
    assert charts.bars([]) == []
    assert charts.bars([Bar("a", 0)])[0].share == 0


def test_columns_stand_on_the_ground():
    days = [(date(2026, 11, day), number) for day, number in ((1, 0), (2, 1), (3, 1000))]
    chart = charts.columns(days)
    assert [one.y + one.height for one in chart.columns] == [chart.height] * 3
    assert [one.height for one in chart.columns] == [0, 1.5, chart.height]
    assert (chart.most, chart.total) == (1000, 1001)
