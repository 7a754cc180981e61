BBBB BBBB gettext(u'The e-mail address of your account was changed') 
