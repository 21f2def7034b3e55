use clock::danish_day;
use jiff::Timestamp;
use store::{
    InvalidNoticeAddress, NoticeAddress, NoticeKind, NoticeTexts, ServiceNotice, StoreError,
};

use crate::app::App;
use crate::error::AppError;
use crate::request_context::RequestContext;

/// Notices that a list has at most.
const LISTED: u64 = 200;
/// Notices of one day and title.
const ALIKE: u32 = 9;

/// A notice to be written.
#[derive(Debug, Clone)]
pub struct NewNotice {
    /// What it is about.
    pub kind: NoticeKind,
    /// When that begins.
    pub begins: Timestamp,
    /// When it ends, if that is known.
    pub ends: Option<Timestamp>,
    /// For people.
    pub texts: NoticeTexts,
}

/// It ends before it begins.
#[derive(Debug, thiserror::Error)]
#[error("a notice cannot end before it begins: give a later end")]
struct EndsBefore;

/// There is none of that address.
#[derive(Debug, thiserror::Error)]
#[error("there is no notice {0}; `cprabo notice list` lists them")]
struct NoNotice(NoticeAddress);

/// Notices of the service. Everybody may read them, and the operator writes them.
impl App {
    /// Writes a notice. Returns its address.
    pub fn add_notice(
        &self,
        context: &RequestContext,
        new: &NewNotice,
    ) -> Result<NoticeAddress, AppError> {
        self.as_operator(context, || {
            if new.ends.is_some_and(|ends| ends < new.begins) {
                return Err(AppError::not_possible(EndsBefore));
            }
            let first = address(new).map_err(AppError::not_possible)?;
            for number in 1..=ALIKE {
                let address = numbered(&first, number).map_err(AppError::not_possible)?;
                let NewNotice { kind, begins, ends, texts } = new.clone();
                let (added_at, changed_at) = (self.now(), self.now());
                let notice =
                    ServiceNotice { address, kind, begins, ends, texts, added_at, changed_at };
                match self.store.add_service_notice(&notice, &context.author) {
                    Err(StoreError::AlreadyExists(_)) if number < ALIKE => {}
                    added => return Ok(added.map(|()| notice.address)?),
                }
            }
            Err(AppError::not_possible(InvalidNoticeAddress))
        })
    }

    /// Says when what a notice is about ended, and tells it otherwise, if need be.
    pub fn end_notice(
        &self,
        context: &RequestContext,
        address: &NoticeAddress,
        ends: Option<Timestamp>,
        change: impl FnOnce(NoticeTexts) -> NoticeTexts,
    ) -> Result<ServiceNotice, AppError> {
        self.as_operator(context, || {
            let none = || AppError::not_possible(NoNotice(address.clone()));
            let notice = self.store.service_notice(address)?.ok_or_else(none)?;
            let ends = ends.unwrap_or_else(|| self.now());
            if ends < notice.begins {
                return Err(AppError::not_possible(EndsBefore));
            }
            let texts = change(notice.texts.clone());
            let changed = (texts != notice.texts).then_some(&texts);
            let (author, at) = (&context.author, self.now());
            self.store.end_service_notice(address, ends, changed, author, at)?;
            Ok(ServiceNotice { ends: Some(ends), texts, changed_at: at, ..notice })
        })
    }

    /// The last notices, the one that begins last first. For everybody.
    pub fn notices(&self) -> Result<Vec<ServiceNotice>, AppError> {
        Ok(self.store.service_notices(LISTED)?)
    }

    /// The notice of an address. For everybody.
    pub fn notice(&self, address: &NoticeAddress) -> Result<Option<ServiceNotice>, AppError> {
        Ok(self.store.service_notice(address)?)
    }
}

/// Day and title: `2026-03-03-sen-fil`.
fn address(new: &NewNotice) -> Result<NoticeAddress, InvalidNoticeAddress> {
    let title = new.texts.danish_title.as_str().to_lowercase();
    let title = title.replace('æ', "ae").replace('ø', "oe").replace('å', "aa");
    let words = title.split(|letter: char| !letter.is_ascii_alphanumeric());
    let mut address = danish_day(new.begins).to_string();
    for word in words.filter(|word| !word.is_empty()) {
        // Room for a number.
        if address.len() + word.len() + 3 > NoticeAddress::BYTES {
            break;
        }
        address = format!("{address}-{word}");
    }
    address.parse()
}

fn numbered(first: &NoticeAddress, number: u32) -> Result<NoticeAddress, InvalidNoticeAddress> {
    if number == 1 { Ok(first.clone()) } else { format!("{first}-{number}").parse() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(title: &str) -> NewNotice {
        let text = |text: &str| text.parse().unwrap();
        NewNotice {
            kind: NoticeKind::Outage,
            begins: "2026-03-03T23:30:00Z".parse().unwrap(),
            ends: None,
            texts: NoticeTexts {
                danish_title: text(title),
                danish: text("x"),
                english_title: text("x"),
                english: text("x"),
            },
        }
    }

    #[test]
    fn address_is_day_in_denmark_and_title_in_plain_letters() {
        let of = |title: &str| address(&new(title)).unwrap().to_string();
        assert_eq!(of("Sen fil: først kl. 9.29"), "2026-03-04-sen-fil-foerst-kl-9-29");
        assert_eq!(of("»!«"), "2026-03-04");
        let long = address(&new(&"ord ".repeat(100))).unwrap();
        assert_eq!(numbered(&long, 2).unwrap().to_string(), format!("{long}-2"));
    }
}
