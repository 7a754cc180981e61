BBBB BBBB gettext(u'Nobody is registered with this address') 
