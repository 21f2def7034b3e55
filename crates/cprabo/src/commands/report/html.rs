use std::fmt::Write as _;

use anyhow::Result;
use disclosure::PersonReport;

use super::words::{COUNT, INTRODUCTION, MADE, NOBODY, NOTES, NUMBERS, REDUCED, Row, TITLE};
use crate::commands::person::Language;
use crate::output::line;

/// Without anything from elsewhere: the page can be sent, printed and kept as it is.
const STYLE: &str = "body{font:16px/1.5 Georgia,serif;color:#111;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.6rem}dl.of{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dt{font-weight:bold}dd{margin:0}\
section{border-top:1px solid #767676;padding:.75rem 0;break-inside:avoid}h2{font-size:1.1rem;margin:.25rem 0}\
@media print{body{margin:0;font-size:11pt}}";

/// Prints a report as a page.
pub(super) fn print(report: &PersonReport, language: Language) -> Result<()> {
    line(&page(report, language)?)
}

fn page(report: &PersonReport, language: Language) -> Result<String> {
    let title = TITLE.of(language);
    let mut page = String::new();
    write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>{}</p>\n",
        language.code(),
        INTRODUCTION.of(language)
    )?;
    let numbers: Vec<String> =
        report.numbers.iter().map(|number| number.reveal().to_string()).collect();
    let count = report.disclosures.len().to_string();
    let facts =
        [(NUMBERS, numbers.join(", ")), (MADE, clock::danish_time(report.at)), (COUNT, count)];
    let facts = facts.iter().map(|(heading, value)| (heading.of(language), &**value));
    list(&mut page, facts)?;
    if let Some(before) = report.reduced_before {
        writeln!(page, "<p>{} {}</p>", REDUCED.of(language), clock::danish_day(before))?;
    }
    if report.disclosures.is_empty() {
        writeln!(page, "<p>{}</p>", NOBODY.of(language))?;
    }
    for one in &report.disclosures {
        let row = Row::of(one, language);
        writeln!(page, "<section>\n<h2>{}: {}</h2>", escaped(&row.at), escaped(&row.authority))?;
        list(&mut page, row.values().map(|(heading, value)| (heading.of(language), value)))?;
        page.push_str("</section>\n");
    }
    write!(page, "<footer><p>{}</p></footer>\n</main>\n</body>\n</html>", NOTES.of(language))?;
    Ok(page)
}

fn list<'a>(page: &mut String, rows: impl Iterator<Item = (&'a str, &'a str)>) -> Result<()> {
    page.push_str("<dl class=\"of\">\n");
    for (heading, value) in rows {
        writeln!(page, "<dt>{}</dt><dd>{}</dd>", escaped(heading), escaped(value))?;
    }
    page.push_str("</dl>\n");
    Ok(())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_text_has_no_markup() {
        assert_eq!(escaped("a<b>&\"c\""), "a&lt;b&gt;&amp;&quot;c&quot;");
    }
}
