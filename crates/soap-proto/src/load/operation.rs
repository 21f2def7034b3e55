use std::str::FromStr;

use crate::fault::{Fault, FaultCode};
use crate::free_text::FreeText;
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

/// An order. Reason and size are unchecked text: the use case has limits for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadOrder {
    /// `Kinds`
    pub choice: LoadChoice,
    /// `Reason`
    pub reason: Option<FreeText>,
    /// `PartSizeMB`
    pub part_size_mb: Option<FreeText>,
    /// `WithoutEvents`
    pub without_events: bool,
}

/// Whom a load is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LoadChoice {
    /// The persons whom the subscription's filters choose; the default.
    #[default]
    Filters,
    /// `PNR`: of these only the persons whom a PNR filter matches.
    Pnr,
    /// `AgeRange`
    AgeRange,
    /// `MunicipalityCode`
    MunicipalityCode,
    /// `All`: also everyone, for a subscription that has event codes only.
    All,
}

impl LoadOperation {
    /// Reads `OrderInitialLoad`.
    pub(crate) fn order(element: &Element) -> Result<Self, Fault> {
        LoadOrder::read(element).map(Self::Order)
    }

    /// Reads `GetInitialLoad`.
    pub(crate) fn get(element: &Element) -> Result<Self, Fault> {
        load_id(element).map(Self::Get)
    }

    /// Reads `CancelInitialLoad`.
    pub(crate) fn cancel(element: &Element) -> Result<Self, Fault> {
        load_id(element)?.map(Self::Cancel).ok_or_else(|| missing("LoadId"))
    }
}

impl LoadOrder {
    fn read(element: &Element) -> Result<Self, Fault> {
        Ok(Self {
            choice: optional(element, "Kinds")?.unwrap_or_default(),
            reason: text(element, "Reason")?.filter(|reason| !reason.reveal().is_empty()),
            part_size_mb: text(element, "PartSizeMB")?,
            without_events: optional::<Boolean>(element, "WithoutEvents")?
                .is_some_and(|Boolean(value)| value),
        })
    }
}

fn load_id(element: &Element) -> Result<Option<i64>, Fault> {
    optional(element, "LoadId")
}

fn text(element: &Element, name: &'static str) -> Result<Option<FreeText>, Fault> {
    Ok(element.child(name)?.map(|child| FreeText::of(child.text())))
}

fn optional<T: FromStr>(element: &Element, name: &'static str) -> Result<Option<T>, Fault> {
    let Some(child) = element.child(name)? else { return Ok(None) };
    child.text().parse().map(Some).map_err(|_| {
        Fault::in_both(
            FaultCode::InvalidArgument,
            format!("{name} is not what ?wsdl says"),
            format!("{name} er ikke, som ?wsdl siger"),
        )
    })
}

fn missing(name: &str) -> Fault {
    let (english, danish) = (format!("{name} is missing"), format!("{name} mangler"));
    Fault::in_both(FaultCode::InvalidRequest, english, danish)
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

    fn parse(arguments: &str) -> Element {
        Element::parse(&format!("<Request>{arguments}</Request>")).unwrap()
    }

    fn order(arguments: &str) -> Result<LoadOrder, Fault> {
        match LoadOperation::order(&parse(arguments))? {
            LoadOperation::Order(order) => Ok(order),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_order_says_as_much_as_it_likes() {
        let everything = "<Kinds>PNR</Kinds><Reason>nyt system</Reason><PartSizeMB>500</PartSizeMB>\
                          <WithoutEvents>true</WithoutEvents>";
        let order_read = order(everything).unwrap();
        assert_eq!((order_read.choice, order_read.without_events), (LoadChoice::Pnr, true));
        assert_eq!(order_read.reason.as_ref().map(FreeText::reveal), Some("nyt system"));
        assert_eq!(order_read.part_size_mb.as_ref().map(FreeText::reveal), Some("500"));
        assert!(!format!("{order_read:?}").contains("nyt system"));

        let nothing = order("").unwrap();
        assert_eq!((nothing.choice, nothing.without_events), (LoadChoice::Filters, false));
        assert_eq!((nothing.reason, nothing.part_size_mb), (None, None));
    }

    #[test]
    fn what_an_order_cannot_say_is_refused() {
        for (arguments, code, danish) in [
            ("<Kinds>pnr</Kinds>", FaultCode::InvalidArgument, "Kinds er ikke"),
            ("<Kinds>EventChangeCode</Kinds>", FaultCode::InvalidArgument, "Kinds er ikke"),
            ("<WithoutEvents>yes</WithoutEvents>", FaultCode::InvalidArgument, "WithoutEvents er"),
            ("<Kinds>PNR</Kinds><Kinds>PNR</Kinds>", FaultCode::InvalidRequest, "twice"),
        ] {
            let fault = order(arguments).unwrap_err();
            assert_eq!(fault.fault_code(), code, "{arguments}");
            let answer = String::from_utf8(fault.answer(&crate::FaultedCall::test())).unwrap();
            assert!(answer.contains(danish), "{answer}");
        }
    }

    #[test]
    fn a_load_is_named_or_the_latest() {
        let (none, seven) = (parse(""), parse("<LoadId>7</LoadId>"));
        assert_eq!(LoadOperation::get(&none), Ok(LoadOperation::Get(None)));
        assert_eq!(LoadOperation::get(&seven), Ok(LoadOperation::Get(Some(7))));
        assert_eq!(LoadOperation::cancel(&seven), Ok(LoadOperation::Cancel(7)));
        let code = |read: Result<LoadOperation, Fault>| read.unwrap_err().fault_code();
        assert_eq!(code(LoadOperation::cancel(&none)), FaultCode::InvalidRequest);
        let invalid = parse("<LoadId>x</LoadId>");
        assert_eq!(code(LoadOperation::get(&invalid)), FaultCode::InvalidArgument);
    }
}
