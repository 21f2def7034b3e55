use civil::{EventCode, MunicipalityCode, Status};
use extract::FieldValue;

/// The meaning of a code that few people know by heart, in Danish as the register has it.
pub(super) fn meaning(field: &str, value: &FieldValue<'_>) -> Option<&'static str> {
    let FieldValue::Code(code) = value else { return None };
    let code = code.bytes();
    match field {
        "STATUS" => Some(Status::from_register(code)?.meaning()?.danish()),
        "KOMKOD" | "FRAFLYKOMKOD" => MunicipalityCode::from_register(code)?.name(),
        "HAENDELSE" => EventCode::from_register(code)?.meaning(),
        _ => None,
    }
}
