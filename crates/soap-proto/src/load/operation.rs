use std::borrow::Cow;
use std::str::FromStr;

use crate::fault::{Fault, FaultCode};
use crate::free_text::FreeText;
use crate::limits;
use crate::tree::Element;

/// One of the operations of `CprInitialLoadService`, with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadOperation {
    /// `OrderInitialLoad`
    Order(LoadOrder),
    /// `GetInitialLoad`: one by its number, or the latest.
    Get(Option<i64>),
    /// `CancelInitialLoad`: one by its number.
    Cancel(i64),
}

/// What is ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadOrder {
    /// `Kinds`
    pub choice: LoadChoice,
    /// `Reason`
    pub reason: Option<FreeText>,
    /// `PartSizeMB`, in bytes.
    pub part_size: Option<u64>,
    /// `WithoutEvents`
    pub without_events: bool,
}

/// Whom a load is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LoadChoice {
    /// Whom the subscription's filters choose: nothing was said.
    #[default]
    Filters,
    /// `PNR`: those of them whom a PNR filter matches.
    Pnr,
    /// `AgeRange`
    AgeRange,
    /// `MunicipalityCode`
    MunicipalityCode,
    /// `All`: and everyone, for a subscription of event codes alone.
    All,
}

impl LoadOperation {
    /// The names of the operations.
    pub const NAMES: [&'static str; 3] =
        ["OrderInitialLoad", "GetInitialLoad", "CancelInitialLoad"];

    /// The operation's name.
    pub const fn name(&self) -> &'static str {
        Self::NAMES[match self {
            Self::Order(_) => 0,
            Self::Get(_) => 1,
            Self::Cancel(_) => 2,
        }]
    }

    /// Reads the operation's element; `None` when it is none of these.
    pub(crate) fn read(element: &Element) -> Result<Option<Self>, Fault> {
        Ok(Some(match element.name() {
            "OrderInitialLoad" => Self::Order(LoadOrder::read(element)?),
            "GetInitialLoad" => Self::Get(optional(element, "LoadId")?),
            "CancelInitialLoad" => Self::Cancel(
                optional(element, "LoadId")?.ok_or_else(|| wrong("LoadId is missing"))?,
            ),
            _ => return Ok(None),
        }))
    }
}

impl LoadOrder {
    fn read(element: &Element) -> Result<Self, Fault> {
        Ok(Self {
            choice: optional(element, "Kinds")?.unwrap_or_default(),
            reason: reason(element)?,
            part_size: optional::<Megabytes>(element, "PartSizeMB")?.map(|Megabytes(bytes)| bytes),
            without_events: optional::<Boolean>(element, "WithoutEvents")?
                .is_some_and(|Boolean(value)| value),
        })
    }
}

fn reason(element: &Element) -> Result<Option<FreeText>, Fault> {
    let Some(reason) = element.child("Reason")? else { return Ok(None) };
    FreeText::read(reason.text())
        .map_err(|_| wrong(format!("Reason has more than {} characters", limits::CONTEXT_TEXT)))
}

fn optional<T: FromStr>(element: &Element, name: &'static str) -> Result<Option<T>, Fault> {
    let Some(child) = element.child(name)? else { return Ok(None) };
    child.text().parse().map(Some).map_err(|_| wrong(format!("{name} is not what ?wsdl says")))
}

fn wrong(what: impl Into<Cow<'static, str>>) -> Fault {
    Fault::with(FaultCode::InvalidRequest, what)
}

impl FromStr for LoadChoice {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(match text {
            "PNR" => Self::Pnr,
            "AgeRange" => Self::AgeRange,
            "MunicipalityCode" => Self::MunicipalityCode,
            "All" => Self::All,
            _ => return Err(()),
        })
    }
}

/// Millions of bytes, as bytes.
struct Megabytes(u64);

impl FromStr for Megabytes {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let millions = text.parse::<u64>().map_err(|_| ())?;
        limits::PART_SIZE_MB.contains(&millions).then_some(Self(millions * 1_000_000)).ok_or(())
    }
}

/// An `xsd:boolean`.
struct Boolean(bool);

impl FromStr for Boolean {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "true" | "1" => Ok(Self(true)),
            "false" | "0" => Ok(Self(false)),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, arguments: &str) -> Result<Option<LoadOperation>, Fault> {
        LoadOperation::read(&Element::parse(&format!("<{name}>{arguments}</{name}>")).unwrap())
    }

    #[test]
    fn an_order_says_as_much_as_it_likes() {
        let everything = "<Kinds>PNR</Kinds><Reason>nyt system</Reason><PartSizeMB>500</PartSizeMB>\
                          <WithoutEvents>true</WithoutEvents>";
        let Ok(Some(LoadOperation::Order(order))) = read("OrderInitialLoad", everything) else {
            panic!("not an order");
        };
        assert_eq!(order.choice, LoadChoice::Pnr);
        assert_eq!(order.reason.as_ref().map(FreeText::reveal), Some("nyt system"));
        assert_eq!((order.part_size, order.without_events), (Some(500_000_000), true));

        let Ok(Some(LoadOperation::Order(order))) = read("OrderInitialLoad", "") else {
            panic!("not an order");
        };
        assert_eq!((order.choice, order.reason), (LoadChoice::Filters, None));
        assert_eq!((order.part_size, order.without_events), (None, false));
    }

    #[test]
    fn what_an_order_cannot_say_is_refused() {
        let long = format!("<Reason>{}</Reason>", "x".repeat(limits::CONTEXT_TEXT + 1));
        for arguments in [
            "<Kinds>pnr</Kinds>",
            "<Kinds>EventChangeCode</Kinds>",
            "<PartSizeMB>0</PartSizeMB>",
            "<PartSizeMB>1000000</PartSizeMB>",
            "<PartSizeMB>-1</PartSizeMB>",
            "<WithoutEvents>yes</WithoutEvents>",
            "<Kinds>PNR</Kinds><Kinds>PNR</Kinds>",
            &long,
        ] {
            let fault = read("OrderInitialLoad", arguments).unwrap_err();
            assert_eq!(fault.code(), FaultCode::InvalidRequest, "{arguments}");
        }
        for millions in limits::PART_SIZE_MB.start..limits::PART_SIZE_MB.start + 2 {
            let arguments = format!("<PartSizeMB>{millions}</PartSizeMB>");
            assert!(read("OrderInitialLoad", &arguments).is_ok());
        }
    }

    #[test]
    fn a_load_is_named_or_the_latest() {
        assert_eq!(read("GetInitialLoad", ""), Ok(Some(LoadOperation::Get(None))));
        let seven = "<LoadId>7</LoadId>";
        assert_eq!(read("GetInitialLoad", seven), Ok(Some(LoadOperation::Get(Some(7)))));
        assert_eq!(read("CancelInitialLoad", seven), Ok(Some(LoadOperation::Cancel(7))));
        assert!(read("CancelInitialLoad", "").is_err());
        assert!(read("GetInitialLoad", "<LoadId>x</LoadId>").is_err());
        assert_eq!(read("GetAllFilters", ""), Ok(None));
    }
}
