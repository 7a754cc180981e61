BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB BBBB
BBBBB BBBBBBB gettext(u'Somebody wanted to register with this e-mail address, but it is registered already.') 

 gettext(u'If it was you: sign in, or choose a new password here:') 


 gettext(u'If it was not you, do nothing.') BBBBBBBB
