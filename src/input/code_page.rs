//! Code page 850, in which newsrooms wrote when they worked on DOS, into text. The Web never knew it, so that no detector does. (In code page
//! 437 the same bytes are the same letters of German and French.)

/// What the bytes from 128 on are.
const LETTERS: &str = "\
ÇüéâäàåçêëèïîìÄÅ\
ÉæÆôöòûùÿÖÜø£Ø×ƒ\
áíóúñÑªº¿®¬½¼¡«»\
░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
└┴┬├─┼ãÃ╚╔╩╦╠═╬¤\
ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀\
ÓßÔÒõÕµþÞÚÛÙýÝ¯´\
\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";

/// Bytes that in this code page are the letters ü é ä å ç ê ë ö ø, and in the one of Windows signs that stand in no word.
const TELLING: [u8; 9] = [0x81, 0x82, 0x84, 0x86, 0x87, 0x88, 0x89, 0x94, 0x9b];

/// Whether some bytes are likely to be in the code page: inside of words, more of them tell of it than are letters of the West's other encodings.
pub(super) fn is_likely(bytes: &[u8]) -> bool {
    let inside = bytes
        .windows(3)
        .filter(|at| at[0].is_ascii_lowercase() && at[2].is_ascii_lowercase());
    let (mut telling, mut others) = (0, 0);
    for at in inside {
        telling += usize::from(TELLING.contains(&at[1]));
        others += usize::from(at[1] >= 0xc0 && at[1] != SHARP_S);
    }
    telling > others && std::str::from_utf8(bytes).is_err()
}

const SHARP_S: u8 = 0xe1;

/// The text in bytes of the code page.
pub(super) fn decode(bytes: &[u8]) -> String {
    let letters: Vec<char> = LETTERS.chars().collect();
    let decoded = bytes.iter().map(|&byte| match byte {
        0..128 => byte.into(),
        _ => letters[usize::from(byte - 128)],
    });
    decoded.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_a_character() {
        assert_eq!(LETTERS.chars().count(), 128);
        assert_eq!(
            decode(b"F\x84hren, S\x9brvik, stra\xe1e"),
            "Fähren, Sørvik, straße"
        );
    }

    #[test]
    fn signs_and_letters_of_windows_are_no_code_page() {
        for bytes in [
            &b"It\x92s \x84quoted\x94\x97he said"[..],
            b"Die F\xe4hren h\xf6ren auf",
            "Die Fähren".as_bytes(),
            b"nothing",
        ] {
            assert!(!is_likely(bytes), "{bytes:?}");
        }
    }
}
