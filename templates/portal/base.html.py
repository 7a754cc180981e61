BBBBBBB BBBBBBBBBBBBBBB BBBB BBBBB
 #
 #
 #

BBBBB BBB
 _("My applications") 
 _("My certificates") 
 #
 _("Messages") 
 _("My enterprise") 
 _("Guide") 
 _("Public notices") 
BBBBBBBB
