BBBB BBBB gettext(u'The e-mail address was removed from your account') 
