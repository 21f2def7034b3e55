//! What a change of filters means: the figures of a preview.

use preview::{Cell as Before, Effect, Figure, Precision, Preview};

use crate::plot::{Plot, PlotData, Series, Shape};
use crate::table::{Cell, Column, Table};
use crate::text::Text;
use crate::view::{Block, Part, Section};

/// The answer in a sentence.
pub(super) fn sentence(t: Text, preview: &Preview) -> String {
    let day = t.short_day(preview.as_of);
    let Effect { before, after, .. } = &preview.load;
    match (before.persons.get(), after.persons.get()) {
        (Some(before), Some(after)) => t.preview_lead(&day, before, after),
        _ => t.preview_hidden(&day).to_owned(),
    }
}

/// The figures.
pub(super) fn parts(t: Text, preview: &Preview) -> Vec<Part> {
    let mut first = vec![Block::Table(totals(t, preview))];
    if preview.precision == Precision::Rounded {
        first.push(Block::Soft(t.rounded_note().to_owned()));
    }
    let mut parts = vec![Part::Open(Section::new("h-totals", t.persons_now(), first))];
    // A plot of hidden figures would say that there are none.
    if preview.days.iter().any(|day| day.effect.after.persons.get().is_some()) {
        parts.push(Part::Boxed(Section::new(
            "h-days",
            "",
            vec![Block::Plot(Box::new(days(t, preview)))],
        )));
    }
    let places = preview.municipalities.iter().map(|(code, cell)| {
        (code.map_or_else(|| t.unknown_place().to_owned(), |code| t.municipality(code)), cell)
    });
    let ages = preview
        .ages
        .iter()
        .map(|(band, cell)| (band.to_string().replace("unknown", t.unknown_place()), cell));
    let mut pair = Vec::new();
    for (id, heading, column, rows) in [
        ("h-places", t.by_municipality(), t.municipality_word(), changed(t, places)),
        ("h-ages", t.by_age(), t.age_years(), changed(t, ages)),
    ] {
        if !rows.is_empty() {
            let columns =
                vec![Column::text(column), Column::number(t.before()), Column::number(t.after())];
            let table = Table { t, label: heading.to_owned(), columns, rows, pages: None };
            pair.push(Section::new(id, heading, vec![Block::Table(table)]));
        }
    }
    if !pair.is_empty() {
        parts.push(Part::Pair(pair));
    }
    parts.push(Part::Open(Section::new(
        "h-each",
        t.each_filter(),
        vec![Block::Table(each(t, preview))],
    )));
    parts
}

fn figure(t: Text, figure: Figure) -> Cell {
    Cell::Number(figure.get().map_or_else(|| t.hidden_figure().to_owned(), |it| t.number(it)))
}

fn totals(t: Text, preview: &Preview) -> Table {
    let row = |name: &str, effect: &Effect<Figure>| {
        vec![
            Cell::Text(name.to_owned()),
            figure(t, effect.before.persons),
            figure(t, effect.after.persons),
            figure(t, effect.added.persons),
            figure(t, effect.removed.persons),
        ]
    };
    let size = |effect: &Effect<Figure>| {
        let bytes = |figure: Figure| {
            Cell::Number(figure.get().map_or_else(|| t.hidden_figure().to_owned(), |it| t.size(it)))
        };
        vec![
            Cell::Text(t.load_size().to_owned()),
            bytes(effect.before.bytes),
            bytes(effect.after.bytes),
            bytes(effect.added.bytes),
            bytes(effect.removed.bytes),
        ]
    };
    Table {
        t,
        label: t.effect().to_owned(),
        columns: vec![
            Column::text(t.what()),
            Column::number(t.before()),
            Column::number(t.after()),
            Column::number(t.coming()),
            Column::number(t.going()),
        ],
        rows: vec![
            row(t.persons_now(), &preview.load),
            row(&t.all_days(preview.days.len()), &preview.all_days),
            size(&preview.load),
        ],
        pages: None,
    }
}

/// Rows that have anybody, those that change most first.
fn changed<'a>(
    t: Text,
    rows: impl Iterator<Item = (String, &'a Before<Figure>)>,
) -> Vec<Vec<Cell>> {
    let value = |figure: Figure| figure.get().unwrap_or_default();
    let mut rows: Vec<_> =
        rows.filter(|(_, cell)| cell.before != cell.after || value(cell.after) > 0).collect();
    rows.sort_by_key(|(_, cell)| std::cmp::Reverse(value(cell.after).abs_diff(value(cell.before))));
    let shown = rows.into_iter().take(25);
    shown
        .map(|(name, cell)| vec![Cell::Text(name), figure(t, cell.before), figure(t, cell.after)])
        .collect()
}

fn days(t: Text, preview: &Preview) -> Plot {
    let values = |of: &dyn Fn(&Effect<Figure>) -> Figure| {
        preview.days.iter().map(|day| of(&day.effect).get().map(|it| it as f64)).collect()
    };
    let after: Vec<Option<f64>> = values(&|effect| effect.after.persons);
    let counts = preview.days.iter().filter_map(|day| day.effect.after.persons.get());
    let counts: Vec<u64> = counts.collect();
    let mean = counts.iter().sum::<u64>() / counts.len().max(1) as u64;
    Plot::new(
        t,
        PlotData {
            id: "p-days",
            heading: t.per_day().to_owned(),
            sentence: t.mean_per_day(mean),
            unit: t.persons_unit().to_owned(),
            shape: Shape::Lines,
            axis: t.day_word().to_owned(),
            places: preview.days.iter().map(|day| t.axis_day(day.proddto)).collect(),
            series: vec![
                Series { name: t.after().to_owned(), values: after },
                Series {
                    name: t.before().to_owned(),
                    values: values(&|effect| effect.before.persons),
                },
            ],
            decimals: 0,
        },
    )
}

fn each(t: Text, preview: &Preview) -> Table {
    let rows = preview.parts.iter().map(|work| {
        let name = match &work.part.filter {
            Some(filter) => t.filter(filter),
            None => format!("{} {}", t.number(work.part.filters), t.filter_kind(work.part.kind)),
        };
        vec![Cell::Text(name), figure(t, work.now.alone), figure(t, work.now.only)]
    });
    Table {
        t,
        label: t.each_filter().to_owned(),
        columns: vec![
            Column::text(t.filter_word()),
            Column::number(t.alone()),
            Column::number(t.only_this()),
        ],
        rows: rows.collect(),
        pages: None,
    }
}
