use std::io::IsTerminal as _;

use anyhow::Result;
use civil::{MunicipalityCode, Pnr};
use filters::Reason;
use preview::{Cell, Effect, Figure, FilterPart, PartWork, PastDay, Preview, Volume};

use crate::danish_number::{tenths, whole};
use crate::output::{self, BAD, FAINT, GOOD, HINT, STRONG, line, styled};

/// The width of a bar, in characters.
const BAR: u64 = 30;
/// Municipalities that are shown by themselves.
const MUNICIPALITIES: usize = 12;
/// A tenth of a megabyte.
const TENTH_OF_MB: u64 = 100_000;

/// Prints a preview as tables, with bars on a terminal.
pub(super) fn print(preview: &Preview, show_persons: bool) -> Result<()> {
    let Cell { before, after } = preview.filters;
    let (before, after) = (whole(before), whole(after));
    let text = format!("as of PRODDTO {}: {before} filters now, {after} after", preview.as_of);
    line(&styled(FAINT, &text))?;
    volumes("persons of the replica, and a load of them", &preview.load, 1)?;
    if let Some(why) = preview.load_not_possible {
        line(&styled(HINT, &format!("no load: {why}")))?;
    }
    municipalities(&preview.municipalities)?;
    let ages: Vec<_> =
        preview.ages.iter().map(|(band, cell)| (format!("age {band}"), *cell)).collect();
    cells("by age", "AGE", &ages)?;
    days(preview)?;
    parts(&preview.parts)?;
    if show_persons {
        persons(&preview.added, '+')?;
        persons(&preview.removed, '-')?;
    }
    Ok(())
}

fn title(text: &str) -> Result<()> {
    line("")?;
    line(&styled(STRONG, text))
}

/// Before, after and the difference, for each of so many days.
fn volumes(what: &str, effect: &Effect<Figure>, days: u64) -> Result<()> {
    title(what)?;
    let Effect { before, after, added, removed } = effect;
    let rows = [("now", before), ("after", after), ("comes", added), ("goes", removed)];
    let is_same = [added, removed].iter().all(|volume| number(volume.persons) == 0);
    let rows = if is_same { &rows[..1] } else { &rows[..] };
    output::table(rows, ["", "PERSONS", "RECORDS", "MB"], |(name, volume)| {
        let Volume { persons, records, bytes } = volume;
        let each = |figure: &Figure| match days {
            1 => whole(number(*figure)),
            days => tenths(number(*figure) * 10 / days),
        };
        let megabytes = tenths(number(*bytes) / days / TENTH_OF_MB);
        [(*name).to_owned(), each(persons), each(records), megabytes]
    })
}

fn municipalities(cells: &[(Option<MunicipalityCode>, Cell<Figure>)]) -> Result<()> {
    let name = |code: Option<MunicipalityCode>| match code {
        Some(code) => format!("{code} {}", code.name().unwrap_or_default()),
        None => "none".to_owned(),
    };
    let mut rows: Vec<(String, Cell<Figure>)> =
        cells.iter().map(|(code, cell)| (name(*code), *cell)).collect();
    let size = |cell: &Cell<Figure>| number(cell.before).max(number(cell.after));
    rows.sort_by_key(|(_, cell)| std::cmp::Reverse(size(cell)));
    let more = rows.len().saturating_sub(MUNICIPALITIES);
    rows.truncate(MUNICIPALITIES);
    self::cells("by municipality", "MUNICIPALITY", &rows)?;
    match more {
        0 => Ok(()),
        more => line(&styled(FAINT, &format!("and {more} more; `--json` has all"))),
    }
}

fn cells(what: &str, name: &str, rows: &[(String, Cell<Figure>)]) -> Result<()> {
    title(what)?;
    let most = rows.iter().map(|(_, cell)| number(cell.after)).max().unwrap_or_default();
    output::table(rows, [name, "NOW", "AFTER", ""], |(name, cell)| {
        let (before, after) = (number(cell.before), number(cell.after));
        [name.clone(), whole(before), whole(after), bar(after, most)]
    })
}

fn days(preview: &Preview) -> Result<()> {
    let (days, all) = (&preview.days, &preview.all_days);
    if days.is_empty() {
        title("no extract of a day was applied in that time")?;
        return Ok(());
    }
    let count = output::count(days.len() as u64, "extract", "extracts");
    volumes(&format!("on average of {count}"), all, days.len() as u64)?;
    title("each of them")?;
    let most = days.iter().map(|day| number(day.effect.after.persons)).max().unwrap_or_default();
    output::table(days, ["PRODDTO", "NOW", "AFTER", "RECORDS", "MB", ""], |day| {
        let PastDay { proddto, effect, is_sized, .. } = day;
        let Volume { persons, records, bytes } = effect.after;
        let sized = |text: String| if *is_sized { text } else { "?".to_owned() };
        [
            proddto.to_string(),
            whole(number(effect.before.persons)),
            whole(number(persons)),
            sized(whole(number(records))),
            sized(tenths(number(bytes) / TENTH_OF_MB)),
            bar(number(persons), most),
        ]
    })
}

fn parts(parts: &[PartWork]) -> Result<()> {
    if parts.is_empty() {
        return Ok(());
    }
    title("the work of each filter: persons now, and on the days")?;
    let header =
        ["FILTER", "ALONE", "ONLY BY IT", "KEPT OUT", "DAYS: ALONE", "ONLY BY IT", "KEPT OUT"];
    output::table(parts, header, |PartWork { part, now, days }| {
        let [a, b, c, d, e, f] =
            [now.alone, now.only, now.kept_out, days.alone, days.only, days.kept_out]
                .map(|figure| whole(number(figure)));
        [part_name(part), a, b, c, d, e, f]
    })
}

fn part_name(part: &FilterPart) -> String {
    match part.filter {
        Some(filter) => filter.revealed_line(),
        None => format!("{} ({})", part.kind, whole(part.filters)),
    }
}

fn persons(persons: &[(Pnr, Reason)], sign: char) -> Result<()> {
    let style = if sign == '+' { GOOD } else { BAD };
    for (pnr, reason) in persons {
        let why: Vec<&str> = reason.words().collect();
        line(&styled(style, &format!("{sign} {}  {}", pnr.reveal(), why.join(", "))))?;
    }
    Ok(())
}

/// A figure; an operator's are never hidden.
fn number(figure: Figure) -> u64 {
    figure.get().unwrap_or_default()
}

/// A bar on a terminal.
fn bar(value: u64, most: u64) -> String {
    if most == 0 || !std::io::stdout().is_terminal() {
        return String::new();
    }
    let eighths = value * BAR * 8 / most;
    let whole = usize::try_from(eighths / 8).unwrap_or_default();
    let rest =
        ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][usize::try_from(eighths % 8).unwrap_or_default()];
    format!("{}{rest}", "█".repeat(whole))
}
