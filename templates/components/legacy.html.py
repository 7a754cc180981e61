BBBB BBBB BBBBB #
 #
 #

XXXXXXXX XXXXXXXXXXXXXX XXXXXXXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX
  XXXXXXX XXXXXXXXXXXXXXXXXXXXXBBBB BBBBBBBBBBB
    XXXXXXXX XXXXXXXXXXXXXXXXXXXXXXXX
    XXXBB BBBBBBBBBBBBXXXXXX gettext(u'since %(since)s') SSSSS SSSSSSSSSXXXXXXXBBBBBXXXXXX gettext(u'Checked at %(time)s (Beijing time)') SSSSSSS SS SSSSSSSS SSSSSSSS SSSSSXXXXXXXXXXXXX gettext(u'Source: old lists, entered by this office') XXXXXXXXXXXXXXXXX
  XXXXXXXXX
  XX XXXXXXXXXXXXXXXXXXXXXXXBB BBBBBBBBBBBBB BB BBBBBBBB gettext(u'By the dates of its list it still runs. This is an entry of an old list, not a certificate issued and signed here.') BBBB BBBBBBBBBBBBB BB BBBBBBBBB gettext(u'Its period has ended. It must not be used as a present title.') BBBB BBBBBBBBBBBBB BB BBBBBBBBB gettext(u'It was revoked and must not be used any more. Report goods that still carry it.') BBBB BBBBBBBBBBBBB BB BBBBBBBBBBB gettext(u"It was ended at the holder's request or because the holder no longer exists. Do not rely on it.") BBBB gettext(u'Its period has not begun.') BBBBBXXXX
  XXXX XXXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXX
    XXX XXXXXXXXXXXXXXXXXXXBBB BBBB BB BBBBBBBBBBBBXXXXBB BBBBBBBBB XXXXXXXXXXXXBBBBBXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXXXXXXBBBBBBXXXXXXXXXXXXXXXXX
  XXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXX gettext(u'What this entry guarantees') XXXXXXX XXXXXXXXXXXX gettext(u'This office entered it on %(day)s from an old list; number, holder, product and dates are as in that list. Later corrections are recorded.') SSSS SSSSSS SSSSSSS SS SS SSSSSSS SSSS SS SSS SSSSS SSSSSSS SSSSSSS SSSSSSS SSS SSSSS SSS SS SS SSSS SSSSS SSSSS SSSSSSSSSSS SSS SSSSSSSSSXXXXXXXXXX
  XXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXX gettext(u'What it does not guarantee') XXXXXXX XXXXXXXXXXXX gettext(u'There is no electronic certificate, no digital signature and no verification code. A paper or picture in your hand cannot be checked here; ask for the original and the body that issued it. The title was awarded by the rules of its time and is not a present Jilin Premium certificate.') XXXXXXXXXX
  XXXXXXX XXXXXXXXXXXXXXXXXXXXXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXXXXXX XXXXXXXXXX XXXXXXX gettext(u'Print this result') XXXXXXXXX
    BB BBBBBBBBBBBBBBBBBBB BB BBBBBBBBBBBBBBBBXX XXXXXXXXXXXXX XXXXXXXXXXX gettext(u'Something does not match? Report it:') BB BBBBBBBBBBBBBBBBBBB XX XXXXXXXXXXX XXXXXXXXXXFFFFF FXXXXXXBBBBBBB BBBBBBBBBBBBBBBB BBBBBXXXXXXXXXXXBBBBB
  XXXXXXXXX
XXXXXXXXXX
