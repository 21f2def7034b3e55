use askama::Template;

use crate::answer::Answer;
use crate::call::Call;
use crate::frame::Frame;
use crate::guide::{Chapter, chapters, find};
use crate::page_error::PageError;
use crate::text::Text;

#[derive(Template)]
#[template(path = "guide.html")]
struct Guide {
    t: Text,
    f: Frame,
    chapter: &'static Chapter,
    chapters: &'static [Chapter],
    /// Whether its language is not that of the page.
    is_foreign: bool,
}

/// The guide's first page.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    page(call, "")
}

/// A chapter of it.
pub(crate) fn show_chapter(call: &Call) -> Result<Answer, PageError> {
    let path: String = call.part("kapitel")?;
    page(call, &path)
}

fn page(call: &Call, path: &str) -> Result<Answer, PageError> {
    let t = call.text();
    let in_english = !t.is_danish();
    let chapter = find(in_english, path).ok_or(PageError::NotFound)?;
    Answer::page(&Guide {
        t,
        f: Frame::new(call, chapter.title.clone()),
        chapter,
        chapters: chapters(in_english),
        is_foreign: chapter.is_english == t.is_danish(),
    })
}
