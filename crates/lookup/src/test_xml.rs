//! Answers as text, for tests.

use soap_proto::{Service, XmlElement, lookup_answer};

/// The elements without prefixes, one to a line.
pub(crate) fn xml(elements: &[XmlElement]) -> String {
    let answer = lookup_answer(Service::PersonBaseDataExtended5, "answer", elements);
    let answer = String::from_utf8(answer).unwrap().replace("ns5:", "");
    let (_, content) = answer.split_once("/5/\">").unwrap();
    let (content, _) = content.split_once("</answer>").unwrap();
    content.replace("><", ">\n<")
}
