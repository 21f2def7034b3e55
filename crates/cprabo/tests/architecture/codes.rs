//! The tables of error codes in `docs/api.md`, `docs/faults.md` and `docs/lookups.md` are made from the code. Only their last column is
//! written by hand.

use std::collections::BTreeMap;

use crate::root;

const BEGIN: &str = "<!-- error codes, from the code: UPDATE_DOCS=1 ./test unit -p cprabo --test architecture codes -->\n";
const END: &str = "<!-- end of error codes -->\n";

#[test]
fn codes_of_the_api_are_those_of_the_page() {
    let rows = api::error_codes().into_iter();
    let rows =
        rows.map(|(status, code, english)| [status.to_string(), quoted(code), english.into()]);
    check("docs/api.md", ["status", "code", "`title`"], rows);
}

#[test]
fn codes_of_soap_are_those_of_the_page() {
    let rows = soap::error_codes().into_iter();
    let rows = rows.map(|(code, side, english)| [quoted(code), side.into(), english.into()]);
    check("docs/faults.md", ["`ErrorCode`", "side", "`faultstring`"], rows);
}

#[test]
fn codes_of_off4_are_those_of_the_page() {
    let rows = off4::error_codes().into_iter();
    let rows = rows.map(|(fejlnr, code, danish)| [fejlnr, quoted(code), danish.into()]);
    check("docs/lookups.md", ["FEJLNR", "code", "text"], rows);
}

/// Compares the page's table with these rows, or writes it when `UPDATE_DOCS` is set.
fn check(page: &str, head: [&str; 3], rows: impl Iterator<Item = [String; 3]>) {
    let path = root().join(page);
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (table, behind) = rest.split_once(END).unwrap();
    let remarks = remarks(table);
    let mut made = format!("| {} | more |\n|---|---|---|---|\n", head.join(" | "));
    for row in rows {
        let remark =
            remarks.get(code(row.iter().map(String::as_str)).unwrap()).copied().unwrap_or_default();
        made += &format!("| {} | {remark} |\n", row.join(" | "));
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, [before, BEGIN, &made, END, behind].concat()).unwrap();
    } else {
        assert_eq!(table, made, "{page} is out of date: run the command in it");
    }
}

fn quoted(code: &str) -> String {
    format!("`{code}`")
}

/// The cell of the code: one word, in capitals but for the one that clients of the real platform search for.
fn code<'a>(cells: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let is_code = |cell: &&str| {
        let name = cell.trim_matches('`');
        cell.starts_with('`') && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
    };
    cells.into_iter().find(is_code)
}

/// The last cell of each row, by code.
fn remarks(table: &str) -> BTreeMap<&str, &str> {
    table.lines().filter_map(remark).collect()
}

fn remark(line: &str) -> Option<(&str, &str)> {
    let mut cells = line.trim_matches('|').split('|').map(str::trim);
    Some((code(cells.clone())?, cells.next_back()?))
}
