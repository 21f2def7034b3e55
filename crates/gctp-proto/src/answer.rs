use crate::kvit::Kvit;
use crate::method::GctpMethod;
use crate::table::{GctpField, GctpRow, GctpTable};
use crate::xml_text::attribute;

/// An answer: what `result` holds (`lookup.md` 4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GctpAnswer {
    method: GctpMethod,
    table: GctpTable,
    kvit: Kvit,
}

impl GctpAnswer {
    /// What was found.
    pub const fn found(method: GctpMethod, table: GctpTable) -> Self {
        Self { method, table, kvit: Kvit::OK }
    }

    /// Nobody has the number.
    pub const fn unknown_person(method: GctpMethod) -> Self {
        Self::refused(method, Kvit::UNKNOWN_PERSON)
    }

    /// No data, for the reason that the receipt gives.
    pub const fn refused(method: GctpMethod, kvit: Kvit) -> Self {
        Self { method, table: GctpTable::new(method), kvit }
    }

    /// The answer as text: without line ends and without XML declaration, since clients unescape the whole envelope and
    /// parse it again. Within the envelope it is escaped once more.
    pub fn to_xml(&self) -> String {
        let mut out = String::with_capacity(4 * 1024);
        out.push_str(r#"<root xmlns="http://www.cpr.dk"><Gctp v="1.0"><System"#);
        attribute("r", self.method.system(), &mut out);
        out.push_str("><Service");
        attribute("r", self.method.as_str(), &mut out);
        out.push_str("><CprServiceHeader");
        attribute("r", self.method.as_str(), &mut out);
        out.push_str(r#"/><CprData u="O"><Rolle r="HovedRolle">"#);
        write_table(&self.table, &mut out);
        out.push_str("</Rolle></CprData>");
        write_kvit(&self.kvit, &mut out);
        out.push_str("</Service></System></Gctp></root>");
        out
    }
}

fn write_table(table: &GctpTable, out: &mut String) {
    out.push_str("<Table");
    if let Some(total) = table.total {
        attribute("aia", &total.to_string(), out);
    }
    attribute("r", table.name, out);
    if table.rows.is_empty() {
        return out.push_str("/>");
    }
    out.push('>');
    for (number, row) in table.rows.iter().enumerate() {
        write_row(number, row, out);
    }
    out.push_str("</Table>");
}

fn write_row(number: usize, row: &GctpRow, out: &mut String) {
    out.push_str("<Row");
    attribute("k", &number.to_string(), out);
    if row.is_rest {
        attribute("u", "REST", out);
    }
    out.push('>');
    row.fields.iter().for_each(|field| write_field(field, out));
    out.push_str("</Row>");
}

fn write_field(field: &GctpField, out: &mut String) {
    out.push_str("<Field");
    attribute("r", field.name, out);
    if let Some(text) = &field.text {
        attribute("t", text, out);
    }
    attribute("v", &field.value, out);
    out.push_str("/>");
}

fn write_kvit(kvit: &Kvit, out: &mut String) {
    out.push_str("<Kvit");
    attribute("r", kvit.kind.as_str(), out);
    attribute("t", &kvit.text, out);
    attribute("v", &kvit.number.to_string(), out);
    out.push_str("/>");
}

#[cfg(test)]
mod tests;
