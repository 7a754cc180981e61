BBBB BBBB gettext(u'Your code for confirming this e-mail address') 
