BBBB BBBB gettext(u'You are registered already') 
