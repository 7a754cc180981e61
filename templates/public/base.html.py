BBBBBBB BBBBBBBBBBBBBBB BBBB BBBBB
 #

BBBBB BBB
 _("Home") 
 _("Guide") 
 _("Verify") 
 _("Directory") 
 _("Public notices") 
BBBBBBBB
