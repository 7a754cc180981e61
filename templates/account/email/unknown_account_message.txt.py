BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB BBBB
BBBBB BBBBBBB gettext(u'A code was asked for, but nobody is registered with this e-mail address.') 

 gettext(u'If it was you: try the other address or number you may have registered with, or register here:') 


 gettext(u'If it was not you, do nothing.') BBBBBBBB
