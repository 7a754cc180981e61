BBBB BBBB BBBBB #

XXXXXXX XXXXXXXXXXXXXXX
  XXXX XXXXXXXXXXXXX
    XXXX XXXXXXXXXXXXXXXXXXXX
      XXXBB BBBBBBBBBBBBBBBBXXXXXXXX gettext(u'Enquiries') XXXXXXXXX XXXXX XXXXXXXXXXXXXXXXXXXBB BBBBBBBBBBBBBB  gettext(u'(%(hours)s)') SSSSSSSSSSSBBBBBBBBBBXXXX
      XXXX
         _("Progress query") 
         _("Privacy") 
         _("Accessibility statement") 
         _("Terms of use") 
         _("Site map") 
        XXXXXX XXXXXXXXXXXXXXXXXX gettext(u'API') XXXXXXXXX
      XXXXX
    XXXXXX
    XXXBB BBBBBBBBBBBBBBBBBB _("Organiser:") FFFBBBBBBBB BBBBBB BB BBBBBBBBBBBBBBBB　XXXXX XXXXXXXXXXXXXXXXXXXXXXBBBBBBXXXX
    BB BBBBBBBBBBBBBBBXXX gettext(u'The address of this site begins with %(domain)s. Do not trust results shown on other addresses.') SSS SSSSSSS SS SSSS SSSS SSSSSS SSSS SSSSSSSSSSS SS SSS SSSSS SSSSSSS SSSSS SS SSSSS SSSSSSSSSSXXXXBBBBB
    BB BBBBXXX gettext(u'This is a demo environment. Names, numbers and certificates shown here have no legal effect.') XXXXBBBBB
  XXXXXX
XXXXXXXXX
