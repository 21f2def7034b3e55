//! Any bytes are a trigger or none. What is copied of a trigger into a metadata file leaves it well-formed, and names that
//! can be sent stay below their folder.
#![no_main]

use exchange_proto::{FileName, Metadata, MetadataRoot, Trigger};
use libfuzzer_sys::fuzz_target;
use quick_xml::NsReader;
use quick_xml::events::Event;
use uuid::Uuid;

fuzz_target!(|input: &[u8]| {
    let Ok(trigger) = Trigger::parse(input) else { return };
    assert!(!trigger.recipients.is_empty());
    if let Ok(name) = trigger.file_name.parse::<FileName>() {
        assert!(!name.as_str().contains(['/', '\0']) && !name.as_str().starts_with('.'));
    }
    let metadata = Metadata {
        root: MetadataRoot::Trigger,
        transfer: Uuid::nil(),
        file_name: &trigger.file_name,
        size: trigger.size,
        sender: &trigger.sender,
        senders_file_id: trigger.senders_file_id.as_deref(),
        recipient: &trigger.recipients[0],
        content: &trigger.content,
    };
    let bytes = metadata.to_bytes();
    let text = std::str::from_utf8(&bytes).expect("a .metadata file is UTF-8");
    let mut reader = NsReader::from_str(text);
    while reader.read_event().expect("a .metadata file is well-formed") != Event::Eof {}
    // The same root and elements as a trigger, but for FileTransferUUID: it reads back.
    let again = Trigger::parse(&bytes).map(|again| (again.file_name, again.size, again.sender));
    if bytes.len() <= exchange_proto::limits::TRIGGER {
        assert_eq!(again, Ok((trigger.file_name, trigger.size, trigger.sender)));
    }
});
