use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::links::{anchor, target, title};

/// A document as HTML.
pub(super) struct Rendered {
    pub(super) title: String,
    pub(super) html: String,
    pub(super) headings: Vec<(String, String)>,
}

/// Makes HTML of a document: its title apart, anchors at its headings, tables and blocks of code that can be reached by keyboard,
/// and links that lead to chapters. HTML of its own is left out, and pictures are their texts.
pub(super) fn render(text: &str, in_english: bool) -> Rendered {
    let mut page = Page { in_english, ..Page::default() };
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        page.take(event);
    }
    let mut html = String::new();
    html::push_html(&mut html, page.events.into_iter());
    Rendered { title: page.title, html, headings: page.headings }
}

#[derive(Default)]
struct Page<'a> {
    in_english: bool,
    events: Vec<Event<'a>>,
    title: String,
    headings: Vec<(String, String)>,
    /// The heading that is being read: its level and its words.
    heading: Option<(HeadingLevel, String, Vec<Event<'a>>)>,
    /// Whether each link that is open leads somewhere.
    links: Vec<bool>,
    tables: usize,
    blocks: usize,
}

impl<'a> Page<'a> {
    fn take(&mut self, event: Event<'a>) {
        match event {
            Event::Html(_) | Event::InlineHtml(_) => {}
            Event::Start(Tag::HtmlBlock | Tag::Image { .. })
            | Event::End(TagEnd::HtmlBlock | TagEnd::Image) => {}
            Event::Start(Tag::Heading { level, .. }) => {
                self.heading = Some((level, String::new(), Vec::new()));
            }
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let found = target(&dest_url, self.in_english);
                self.links.push(found.is_some());
                if let Some(found) = found {
                    let dest_url = CowStr::from(found);
                    self.put(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                }
            }
            Event::End(TagEnd::Link) => {
                if self.links.pop() == Some(true) {
                    self.put(event);
                }
            }
            Event::Start(Tag::CodeBlock(_)) => {
                self.blocks += 1;
                let word = if self.in_english { "Code" } else { "Kode" };
                self.raw(format!(
                    "<pre class=\"raw\" role=\"region\" tabindex=\"0\" aria-label=\"{word} {}\" lang=\"en\">",
                    self.blocks
                ));
            }
            Event::End(TagEnd::CodeBlock) => {
                self.raw("</pre>\n".to_owned());
            }
            Event::Start(Tag::Table(_)) => {
                self.tables += 1;
                let word = if self.in_english { "Table" } else { "Tabel" };
                self.raw(format!(
                    "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{word} {}\">",
                    self.tables
                ));
                self.put(event);
            }
            Event::End(TagEnd::Table) => {
                self.put(event);
                self.raw("</div>\n".to_owned());
            }
            Event::Text(text) if self.links.last() == Some(&true) => {
                let text = title(&text).map_or(text, CowStr::from);
                self.put(Event::Text(text));
            }
            event => self.put(event),
        }
    }

    fn put(&mut self, event: Event<'a>) {
        match (&mut self.heading, &event) {
            (Some((_, words, events)), Event::Text(text) | Event::Code(text)) => {
                words.push_str(text);
                events.push(event);
            }
            (Some((.., events)), _) => events.push(event),
            (None, _) => self.events.push(event),
        }
    }

    /// HTML that is ours.
    fn raw(&mut self, html: String) {
        self.events.push(Event::Html(CowStr::from(html)));
    }

    fn end_heading(&mut self) {
        let Some((level, words, events)) = self.heading.take() else { return };
        if level == HeadingLevel::H1 {
            self.title = words;
            return;
        }
        let anchor = anchor(&words);
        let level = level as usize;
        self.raw(format!("<h{level} id=\"{}\">", escaped(&anchor)));
        self.events.extend(events);
        self.raw(format!("</h{level}>\n"));
        if level == 2 {
            self.headings.push((anchor, words));
        }
    }
}

/// Only letters, digits, `-` and `_` are in an anchor, so nothing is left to escape.
fn escaped(anchor: &str) -> String {
    anchor.chars().filter(|letter| letter.is_alphanumeric() || "-_".contains(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn document_becomes_a_page_without_html_of_its_own() {
        let text = "# Title\n\nText <b>bold</b> [faults](faults.md) [other](x.md) ![picture](p.svg).\n\n\
                    <!-- comment -->\n\n## A `code` heading\n\n```sh\na < b\n```\n\n| a |\n|---|\n| b |\n";
        let rendered = render(text, true);
        assert_eq!(rendered.title, "Title");
        assert_eq!(rendered.headings, [("a-code-heading".into(), "A code heading".into())]);
        let html = rendered.html;
        assert!(
            html.contains("Text bold <a href=\"/en/vejledning/fejl\">faults</a> other picture.")
        );
        assert!(html.contains("<h2 id=\"a-code-heading\">A <code>code</code> heading</h2>"));
        assert!(html.contains("aria-label=\"Code 1\" lang=\"en\">a &lt; b\n</pre>"), "{html}");
        assert!(html.contains("aria-label=\"Table 1\"><table>"));
        assert!(!html.contains("comment") && !html.contains("<h1"));
    }
}
