/// Why a file is not sent on (`out.md` 5). The numbers and texts are our own; the platform's are not public. Texts say
/// what to do, and nothing of what is in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorCode {
    /// Not well-formed, a document type, or over a limit.
    NotXml,
    /// Not what the schema says.
    NotSchema,
    /// There is a trigger and no file.
    FileNotFound,
    /// `FileName` is not the file's, or one that no file may have.
    NameDiffers,
    /// `SizeInBytes` is not the file's.
    SizeDiffers,
    /// `Sender` is not the account.
    WrongSender,
    /// A recipient that is not there, or to which this sender may not send.
    UnknownRecipient,
    /// `ROUTING_…`: the platform would have to find the recipient.
    Routing,
    /// The recipient has a file of that name.
    NameTaken,
    /// Over the largest size.
    TooLarge,
    /// The sender's id was used for another file.
    SeenBefore,
    /// The operator's inspection of files has refused it.
    Refused,
}

impl ErrorCode {
    /// All of them, by number.
    pub const ALL: [Self; 12] = [
        Self::NotXml,
        Self::NotSchema,
        Self::FileNotFound,
        Self::NameDiffers,
        Self::SizeDiffers,
        Self::WrongSender,
        Self::UnknownRecipient,
        Self::Routing,
        Self::NameTaken,
        Self::TooLarge,
        Self::SeenBefore,
        Self::Refused,
    ];

    /// `ErrorCode`.
    pub const fn number(self) -> u16 {
        match self {
            Self::NotXml => 1001,
            Self::NotSchema => 1002,
            Self::FileNotFound => 1003,
            Self::NameDiffers => 1004,
            Self::SizeDiffers => 1005,
            Self::WrongSender => 1006,
            Self::UnknownRecipient => 1007,
            Self::Routing => 1008,
            Self::NameTaken => 1009,
            Self::TooLarge => 1010,
            Self::SeenBefore => 1011,
            Self::Refused => 1012,
        }
    }

    /// `ErrorCodeDescription`, a sentence: one client shows it to its user.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NotXml => "The trigger is not valid XML",
            Self::NotSchema => "The trigger does not follow the schema",
            Self::FileNotFound => "There is no file to the trigger",
            Self::NameDiffers => "The name in the trigger is not the name of the file",
            Self::SizeDiffers => "The size in the trigger is not the size of the file",
            Self::WrongSender => "The sender in the trigger is not this account",
            Self::UnknownRecipient => "A recipient is not known",
            Self::Routing => "Dynamic routing is not offered",
            Self::NameTaken => "A recipient has a file of this name that it has not collected",
            Self::TooLarge => "The file is too large",
            Self::SeenBefore => "The sender's id was used for another file before",
            Self::Refused => "The file was refused when it was inspected",
        }
    }

    /// `ErrorDescription`: what to do.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::NotXml => {
                "Send a trigger of at most 64 KiB in UTF-8 that is well-formed and has no document type."
            }
            Self::NotSchema => {
                "Send a Trigger in the namespace of the schema, with FileName, SizeInBytes, Sender and Recipients in \
                 its FileDescriptor."
            }
            Self::FileNotFound => "Upload the file, and then its trigger again.",
            Self::NameDiffers => {
                "FileName is the name of the trigger without .trigger: at most 255 bytes, no / and no control \
                 characters, no dot at the beginning, and none of the endings and names that the exchange itself uses."
            }
            Self::SizeDiffers => {
                "Upload the whole file, and then its trigger with its size in bytes."
            }
            Self::WrongSender => {
                "Sender is the name of the account with which the file was uploaded."
            }
            Self::UnknownRecipient => {
                "Recipients are names of accounts to which this account may send: ask the operator of the platform."
            }
            Self::Routing => "Name the recipient's account in Recipients.",
            Self::NameTaken => {
                "Send it under another name, or when the recipient has collected the other."
            }
            Self::TooLarge => {
                "Send smaller files, or ask the operator of the platform for a higher limit."
            }
            Self::SeenBefore => "Give each file a SendersFileId of its own.",
            Self::Refused => "Ask the operator of the platform what was found.",
        }
    }

    /// The code of that number.
    ///
    /// # Errors
    /// [`UnknownErrorCode`].
    pub fn of_number(number: u16) -> Result<Self, UnknownErrorCode> {
        Self::ALL.into_iter().find(|code| code.number() == number).ok_or(UnknownErrorCode)
    }
}

/// Not the number of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the number of an error of the exchange")]
pub struct UnknownErrorCode;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back_by_their_numbers_which_follow_each_other() {
        let numbers: Vec<u16> = ErrorCode::ALL.into_iter().map(ErrorCode::number).collect();
        assert_eq!(numbers, (1001..=1012).collect::<Vec<_>>());
        for code in ErrorCode::ALL {
            assert_eq!(ErrorCode::of_number(code.number()), Ok(code));
        }
        assert_eq!(ErrorCode::of_number(1000), Err(UnknownErrorCode));
    }
}
