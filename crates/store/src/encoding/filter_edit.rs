//! An edit of filters as lines: its verb, then a filter a line as in a listing. Where the need is stated, it stands between
//! them: a line of the last day, and one of the reason, each empty where there is none.

use filters::{Filter, FilterKind};

use crate::StoreError;
use crate::model::{FilterEdit, Need};

const ADD: &str = "add";
const ADD_FOR: &str = "add-for";
const REMOVE: &str = "remove";
const REMOVE_KIND: &str = "remove-kind";
const SET: &str = "set";

pub(crate) fn encode(edit: &FilterEdit) -> Vec<u8> {
    let filters = |filters: &[Filter]| filters.iter().map(Filter::revealed_line).collect();
    let (verb, lines): (&str, Vec<String>) = match edit {
        FilterEdit::Add(added) => (ADD, filters(added)),
        FilterEdit::AddFor(added, need) => (ADD_FOR, [need_lines(need), filters(added)].concat()),
        FilterEdit::Remove(removed) => (REMOVE, filters(removed)),
        FilterEdit::RemoveKind(kind) => (REMOVE_KIND, vec![kind.as_str().to_owned()]),
        FilterEdit::Set(set) => (SET, set.iter().map(|filter| filter.revealed_line()).collect()),
    };
    let lines = std::iter::once(verb.to_owned()).chain(lines);
    lines.flat_map(|line| format!("{line}\n").into_bytes()).collect()
}

fn need_lines(Need { last_day, reason }: &Need) -> Vec<String> {
    let last_day = last_day.map(|day| day.to_string()).unwrap_or_default();
    vec![last_day, reason.as_ref().map(ToString::to_string).unwrap_or_default()]
}

/// Whether an encoded edit adds filters and removes none.
pub(crate) fn is_addition(bytes: &[u8]) -> bool {
    let verb = bytes.split(|&byte| byte == b'\n').next();
    verb == Some(ADD.as_bytes()) || verb == Some(ADD_FOR.as_bytes())
}

pub(crate) fn decode(bytes: &[u8]) -> Result<FilterEdit, StoreError> {
    let text = std::str::from_utf8(bytes).map_err(|_| corrupt())?;
    let mut lines = text.lines();
    let verb = lines.next().unwrap_or_default();
    if verb == REMOVE_KIND {
        let name = lines.next().unwrap_or_default();
        let kind = FilterKind::ALL.into_iter().find(|kind| kind.as_str() == name);
        return kind.map(FilterEdit::RemoveKind).ok_or_else(corrupt);
    }
    let need = if verb == ADD_FOR { Some(need(&mut lines)?) } else { None };
    let filters: Result<Vec<Filter>, StoreError> =
        lines.map(|line| line.parse().map_err(|_| corrupt())).collect();
    if let Some(need) = need {
        return Ok(FilterEdit::AddFor(filters?, need));
    }
    match verb {
        ADD => Ok(FilterEdit::Add(filters?)),
        REMOVE => Ok(FilterEdit::Remove(filters?)),
        SET => Ok(FilterEdit::Set(filters?.into_iter().collect())),
        _ => Err(corrupt()),
    }
}

fn need<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Result<Need, StoreError> {
    let last_day = part(lines)?.map(str::parse).transpose().map_err(|_| corrupt())?;
    let reason = part(lines)?.map(str::parse).transpose().map_err(|_| corrupt())?;
    Ok(Need { last_day, reason })
}

/// The next line, or `None` where it is empty.
fn part<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Result<Option<&'a str>, StoreError> {
    let line = lines.next().ok_or_else(corrupt)?;
    Ok(Some(line).filter(|line| !line.is_empty()))
}

const fn corrupt() -> StoreError {
    StoreError::Corrupt("edit of filters")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edit_is_read_back() {
        let filters: Vec<Filter> = ["pnr 0101701234", "age 0-17", "no-filter"]
            .into_iter()
            .map(|line| line.parse().unwrap())
            .collect();
        let edits = [
            FilterEdit::Add(filters.clone()),
            FilterEdit::AddFor(filters.clone(), Need { last_day: None, reason: None }),
            FilterEdit::AddFor(
                filters.clone(),
                Need { last_day: "2026-12-31".parse().ok(), reason: "Case 7".parse().ok() },
            ),
            FilterEdit::Remove(filters.clone()),
            FilterEdit::RemoveKind(FilterKind::NoFilter),
            FilterEdit::Set(filters.iter().copied().collect()),
            FilterEdit::Set(filters::FilterSet::default()),
        ];
        for edit in edits {
            let read = decode(&encode(&edit)).unwrap();
            assert_eq!(format!("{read:?}"), format!("{edit:?}"));
            let adds = matches!(edit, FilterEdit::Add(_) | FilterEdit::AddFor(..));
            assert_eq!(is_addition(&encode(&edit)), adds);
        }
        assert!(decode(b"").unwrap_err().is_damage());
        assert!(decode(b"add-for\n").unwrap_err().is_damage());
        assert!(decode(b"add\nage 17\n").unwrap_err().is_damage());
    }
}
