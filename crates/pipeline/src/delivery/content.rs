use exchange_proto::Content;

/// The namespace of the statement, which is our own and not Serviceplatformen's.
const STATEMENT: &str = "urn:cprabo:Statement:1";

/// What a `.metadata` file says of the data file's contents: a signed statement, a JSON Web Signature, for systems that
/// want it.
pub(super) fn content(statement: Option<&str>) -> Content {
    match statement {
        Some(signed) => {
            Content::of(&format!("<Statement xmlns=\"{STATEMENT}\">{signed}</Statement>"))
        }
        None => Content::empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_the_statement_where_there_is_one() {
        assert_eq!(content(None).as_str(), "<FileContentDescriptor/>");
        let statement = "<FileContentDescriptor>\
            <Statement xmlns=\"urn:cprabo:Statement:1\">e30.e30.x_-</Statement>\
            </FileContentDescriptor>";
        assert_eq!(content(Some("e30.e30.x_-")).as_str(), statement);
    }
}
