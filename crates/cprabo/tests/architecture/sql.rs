//! Each database engine is in one folder: nothing else uses SQLite's library, and SQL elsewhere is what the engines
//! share (`crates/store/README.md`). A new engine is another folder, without second versions of statements.

use std::path::{Path, PathBuf};

use syn::parse::{ParseStream, Parser as _};
use syn::visit::{self, Visit};

use crate::{production_sources, root, sources};

/// Words and signs that only SQLite has, or that other engines read differently.
const FORBIDDEN: [&str; 34] = [
    "INSERT OR ",
    "REPLACE INTO",
    "IS ?",
    "IS NOT ?",
    "INDEXED BY",
    "NOT INDEXED",
    "CROSS JOIN",
    "AUTOINCREMENT",
    "WITHOUT ROWID",
    "STRICT",
    "PRAGMA",
    "REINDEX",
    "VACUUM",
    "EXPLAIN",
    "GLOB",
    "rowid",
    "pragma_",
    "sqlite_",
    "iif(",
    "ifnull(",
    "total(",
    "group_concat(",
    "printf(",
    "strftime(",
    "datetime(",
    "typeof(",
    "hex(",
    "randomblob(",
    "zeroblob(",
    "==",
    "x'",
    "\"",
    "`",
    "--",
];

#[test]
fn only_the_engine_uses_the_library_of_sqlite() {
    let engine = Path::new("store/src/db/sqlite");
    for (file, code) in production_sources(&root().join("crates")) {
        let is_engine = file.parent().unwrap().ends_with(engine);
        assert!(is_engine || !code.contains("rusqlite"), "{}", file.display());
    }
}

#[test]
fn statements_are_what_the_engines_share() {
    let mut wrong = String::new();
    for (file, sql) in statements() {
        for what in faults(&sql) {
            wrong += &format!("{}: {what} in\n    {sql}\n", file.display());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Preparing a statement each time costs more than running most of them.
#[test]
fn statements_that_are_kept_prepared_are_all_that_there_are() {
    let connection = store().join("db/sqlite/connection.rs");
    let text = std::fs::read_to_string(connection).unwrap();
    let kept = text.split_once("const STATEMENTS: usize = ").unwrap().1.split_once(';').unwrap().0;
    let begins = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "WHERE", "ORDER BY", "{"];
    let is_one = |sql: &str| begins.iter().any(|word| sql.starts_with(word));
    let written = statements().iter().filter(|(_, sql)| is_one(sql)).count();
    // And one for each table that is checked as a whole, and for each that is checked by group.
    let tables = 2 * 29;
    let kept: usize = kept.parse().unwrap();
    assert!(written > 150 && written + tables <= kept, "{written} and {tables} of {kept}");
}

#[test]
fn faults_of_a_statement_are_found() {
    let no_fault = [
        "SELECT max(seq) AS last FROM delivery AS one WHERE a IS NOT DISTINCT FROM ?1",
        "SELECT count(*) FILTER (WHERE a IS NULL) AS n, b.c FROM b GROUP BY /*+ NO_INDEX */ b.c",
        "SELECT CAST(coalesce(sum(size), 0) AS BIGINT) AS size FROM (SELECT 1 AS size) AS one",
        "UPDATE a SET n = n + 1, m = CASE WHEN EXISTS (SELECT 1 FROM b) THEN 1 ELSE 0 END",
        "SELECT a FROM b /*+ ORDERED */ JOIN c ON c.a = b.a WHERE b.kind = 'INSERT OR IGNORE'",
    ];
    for sql in no_fault {
        assert_eq!(faults(sql), Vec::<String>::new(), "{sql}");
    }
    let faulty = [
        "INSERT OR IGNORE INTO a VALUES (1)",
        "SELECT a FROM b WHERE c IS ?1",
        "SELECT a FROM b CROSS JOIN c ON c.a = b.a",
        "SELECT max(a, b) AS c FROM d",
        "SELECT min(coalesce(a, 0), 1) AS c FROM d",
        "SELECT sum(a) AS b FROM c",
        "SELECT a FROM b GROUP BY +b.a",
        "SELECT a FROM b ORDER BY c, +a",
        "SELECT a FROM (SELECT a FROM b)",
        "SELECT a, b.c, count(*) AS d FROM b GROUP BY b.c",
        "SELECT b.*, count(*) AS d FROM b GROUP BY b.c",
        "UPDATE a SET b = CASE WHEN ?2 THEN 1 END",
        "SELECT EXISTS (SELECT 1 FROM a) AS b",
        "SELECT a IS NOT NULL AS b FROM c",
    ];
    for sql in faulty {
        assert!(!faults(sql).is_empty(), "{sql}");
    }
}

/// The parts of a statement that the engines do not share.
fn faults(sql: &str) -> Vec<String> {
    let plain = without_texts(&without_hints(sql));
    let mut found: Vec<String> = FORBIDDEN
        .iter()
        .filter(|form| plain.contains(**form))
        .map(|form| (*form).to_owned())
        .collect();
    let mut check = |is_wrong: bool, what: &str| {
        if is_wrong {
            found.push(what.to_owned());
        }
    };
    let many = |name| arguments(&plain, name).any(|list| split(list).len() > 1);
    check(many("max(") || many("min("), "max or min of several values");
    let sums = plain.matches("sum(").count();
    let cast = plain.matches("CAST(sum(").count() + plain.matches("CAST(coalesce(sum(").count();
    check(sums > cast, "a sum that is not cast to BIGINT");
    check(has_unary_plus(&plain), "a unary plus");
    check(has_nameless_select(&plain), "a sub-select without a name");
    check(has_truth_as_value(&plain), "a truth as a value: flags are 0 and 1");
    found.extend(ungrouped(&plain).map(|column| format!("{column}, which is not grouped by")));
    found
}

/// Hints to a planner are comments for other engines.
fn without_hints(sql: &str) -> String {
    let mut parts = sql.split("/*+");
    let mut plain = parts.next().unwrap().to_owned();
    for part in parts {
        plain += part.split_once("*/").unwrap().1;
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without the texts between single quotation marks.
fn without_texts(sql: &str) -> String {
    let outside = |(place, part): (usize, &str)| (place % 2 == 0).then(|| part.to_owned());
    let parts: Vec<String> = sql.split('\'').enumerate().filter_map(outside).collect();
    // An `x` before a text marks a blob.
    parts.join("''").replace("x''", "x'")
}

/// The arguments of each use of a function.
fn arguments<'a>(sql: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    sql.match_indices(name).map(|(at, name)| bracket(&sql[at + name.len()..]))
}

/// The text up to the closing bracket.
fn bracket(text: &str) -> &str {
    let mut depth = 1;
    let end = text.char_indices().find(|(_, sign)| {
        depth += i32::from(*sign == '(') - i32::from(*sign == ')');
        depth == 0
    });
    end.map_or(text, |(end, _)| &text[..end])
}

/// The parts between commas outside of brackets.
fn split(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, sign) in list.char_indices() {
        depth += i32::from(sign == '(') - i32::from(sign == ')');
        if sign == ',' && depth == 0 {
            parts.push(list[start..at].trim());
            start = at + 1;
        }
    }
    parts.push(list[start..].trim());
    parts
}

fn has_unary_plus(sql: &str) -> bool {
    let is_unary = |(at, _): (usize, &str)| {
        let before = sql[..at].trim_end();
        let word = before.rsplit([' ', '(']).next().unwrap();
        before.ends_with(['(', ',', '=', '<', '>'])
            || (!word.is_empty() && word.chars().all(char::is_uppercase))
    };
    sql.match_indices('+').any(is_unary)
}

fn has_nameless_select(sql: &str) -> bool {
    ["FROM (", "JOIN ("].iter().any(|from| {
        sql.match_indices(from).any(|(at, from)| {
            let inside = bracket(&sql[at + from.len()..]);
            let behind = &sql[at + from.len() + inside.len()..];
            !behind.starts_with(") AS ")
        })
    })
}

fn has_truth_as_value(sql: &str) -> bool {
    let tests = (1..=20).any(|place| sql.contains(&format!("WHEN ?{place} THEN")));
    let is_value = sql.contains("IS NULL AS ") || sql.contains("IS NOT NULL AS ");
    let exists = sql.match_indices("EXISTS (").any(|(at, exists)| {
        let inside = bracket(&sql[at + exists.len()..]);
        sql[at + exists.len() + inside.len()..].starts_with(") AS ")
    });
    tests || is_value || exists
}

/// Columns selected beside aggregates that are missing in `GROUP BY`.
fn ungrouped(sql: &str) -> impl Iterator<Item = String> {
    let groups = sql.match_indices("GROUP BY ").flat_map(|(at, by)| {
        let behind = bracket(&sql[at + by.len()..]);
        let ends = [" ORDER BY", " HAVING", " LIMIT", " UNION"];
        let end = ends.iter().filter_map(|end| behind.find(end)).min().unwrap_or(behind.len());
        let grouped = split(&behind[..end]);
        let selected = select_list(&sql[..at]);
        let plain = selected.iter().map(|item| item.split(" AS ").next().unwrap());
        let is_column =
            |item: &&str| !item.contains(['(', '{', '?']) && item.parse::<i64>().is_err();
        let missing: Vec<String> = plain
            .filter(is_column)
            .filter(|column| !grouped.contains(column))
            .map(str::to_owned)
            .collect();
        missing
    });
    groups.collect::<Vec<_>>().into_iter()
}

/// The select list of the last `SELECT` of a text that is in the same brackets as its end.
fn select_list(sql: &str) -> Vec<&str> {
    let depth = |text: &str| {
        text.chars().map(|sign| i32::from(sign == '(') - i32::from(sign == ')')).sum::<i32>()
    };
    let is_same = |(at, _): &(usize, &str)| depth(&sql[*at..]) == 0;
    let Some((at, select)) = sql.match_indices("SELECT ").filter(is_same).last() else {
        return Vec::new();
    };
    let list = &sql[at + select.len()..];
    let from = list.match_indices(" FROM ").find(|(from, _)| depth(&list[..*from]) == 0);
    split(&list[..from.map_or(list.len(), |(from, _)| from)])
}

fn crate_folder(room: &str) -> PathBuf {
    root().join("crates").join(room)
}

fn store() -> PathBuf {
    crate_folder("store").join("src")
}

/// Every statement, and every part of one, in the store outside of its engines.
fn statements() -> Vec<(PathBuf, String)> {
    let engines = store().join("db/sqlite");
    let files = sources(&store(), "rs").into_iter().filter(|file| !file.starts_with(&engines));
    let of_file = |file: PathBuf| {
        let code = syn::parse_file(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let mut texts = Texts(Vec::new());
        texts.visit_file(&code);
        let sql = texts.0.into_iter().filter(|text| is_sql(text));
        sql.map(move |sql| (file.clone(), sql)).collect::<Vec<_>>()
    };
    files.flat_map(of_file).collect()
}

fn is_sql(text: &str) -> bool {
    let words = ["SELECT", "INSERT", "UPDATE", "DELETE", "WHERE", "JOIN", "EXISTS", "ORDER"];
    text.split(|sign: char| !sign.is_alphanumeric()).any(|word| words.contains(&word))
}

/// The texts in a file, without tests and documentation, on one line each.
struct Texts(Vec<String>);

impl Texts {
    fn take(&mut self, text: &syn::LitStr) {
        self.0.push(text.value().split_whitespace().collect::<Vec<_>>().join(" "));
    }

    /// The parser does not parse the arguments of a macro.
    fn tokens(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        while !input.is_empty() {
            if input.peek(syn::LitStr) {
                self.take(&input.parse()?);
                continue;
            }
            let content;
            if input.peek(syn::token::Paren) {
                syn::parenthesized!(content in input);
                self.tokens(&content)?;
            } else if input.peek(syn::token::Bracket) {
                syn::bracketed!(content in input);
                self.tokens(&content)?;
            } else if input.peek(syn::token::Brace) {
                syn::braced!(content in input);
                self.tokens(&content)?;
            } else {
                input.step(|at| {
                    let (_, rest) = at.token_tree().ok_or_else(|| at.error("a token"))?;
                    Ok(((), rest))
                })?;
            }
        }
        Ok(())
    }
}

impl<'ast> Visit<'ast> for Texts {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        // Test modules are named `tests`.
        if item.ident != "tests" {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.take(text);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let tokens = |input: ParseStream<'_>| self.tokens(input);
        tokens.parse2(call.tokens.clone()).unwrap();
    }
}
