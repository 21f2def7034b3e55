use std::fmt::Write as _;

use crate::language::{Language, Words};

/// Without anything from elsewhere: the page can be sent, printed and kept as it is.
const STYLE: &str = "body{font:16px/1.5 Georgia,serif;color:#111;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.6rem}dl.of{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dt{font-weight:bold}dd{margin:0}\
section{border-top:1px solid #767676;padding:.75rem 0;break-inside:avoid}h2{font-size:1.1rem;margin:.25rem 0}\
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #767676;padding:.25rem .5rem;text-align:left;vertical-align:top}\
@media print{body{margin:0;font-size:11pt}}";

/// A page of HTML that is being written. All texts are escaped.
pub(crate) struct Page {
    html: String,
    language: Language,
}

impl Page {
    /// Begins a page with its title and an introduction.
    pub(crate) fn new(title: Words, introduction: Words, language: Language) -> Self {
        let (code, title) = (language.code(), escaped(title.of(language)));
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
             content=\"width=device-width\">\n<meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n\
             <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
        );
        let mut page = Self { html, language };
        page.paragraph(introduction.of(language));
        page
    }

    pub(crate) fn paragraph(&mut self, text: &str) {
        self.add(format_args!("<p>{}</p>\n", escaped(text)));
    }

    /// A list of values beside their headings.
    pub(crate) fn list<'a>(&mut self, rows: impl IntoIterator<Item = (Words, &'a str)>) {
        self.html.push_str("<dl class=\"of\">\n");
        for (heading, value) in rows {
            let heading = escaped(heading.of(self.language));
            self.add(format_args!("<dt>{heading}</dt><dd>{}</dd>\n", escaped(value)));
        }
        self.html.push_str("</dl>\n");
    }

    /// The same as a section of its own.
    pub(crate) fn section<'a>(
        &mut self,
        heading: &str,
        rows: impl IntoIterator<Item = (Words, &'a str)>,
    ) {
        self.add(format_args!("<section>\n<h2>{}</h2>\n", escaped(heading)));
        self.list(rows);
        self.html.push_str("</section>\n");
    }

    pub(crate) fn table<const N: usize>(
        &mut self,
        headings: [Words; N],
        rows: impl IntoIterator<Item = [String; N]>,
    ) {
        self.html.push_str("<table>\n<thead><tr>");
        for heading in headings {
            let heading = escaped(heading.of(self.language));
            self.add(format_args!("<th scope=\"col\">{heading}</th>"));
        }
        self.html.push_str("</tr></thead>\n<tbody>\n");
        for row in rows {
            self.html.push_str("<tr>");
            row.iter().for_each(|cell| self.add(format_args!("<td>{}</td>", escaped(cell))));
            self.html.push_str("</tr>\n");
        }
        self.html.push_str("</tbody>\n</table>\n");
    }

    /// Ends the page with notes.
    pub(crate) fn end(mut self, notes: Words) -> String {
        let notes = escaped(notes.of(self.language));
        self.add(format_args!("<footer><p>{notes}</p></footer>\n</main>\n</body>\n</html>\n"));
        self.html
    }

    fn add(&mut self, html: std::fmt::Arguments<'_>) {
        // Writing to a string does not fail.
        let _ = self.html.write_fmt(html);
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_no_markup() {
        assert_eq!(escaped("a<b>&\"c\""), "a&lt;b&gt;&amp;&quot;c&quot;");
        let words = Words::new("T & T", "");
        let mut page = Page::new(words, words, Language::English);
        page.table([words], [["<script>".to_owned()]]);
        page.section("<h>", [(words, "<i>")]);
        let html = page.end(words);
        assert_eq!(html.matches("T &amp; T").count(), 6);
        for escaped in ["&lt;script&gt;", "&lt;h&gt;", "&lt;i&gt;"] {
            assert_eq!(html.matches(escaped).count(), 1);
        }
    }
}
